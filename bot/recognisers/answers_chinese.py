"""Yes and no in Chinese: a phrase that is a whole clause, or that only harmless words follow; 不好意思 is neither."""

import re

from bot.recognisers.contrasts import settled_chinese

CHINESE_NO = (
    r"(?:(?:这些|这几[个样项种]|以上|上面(?:说)?的|上述|[一两哪][个样项种]|统统|全部?|什么|啥)(?:他|她|它|孩子|宝宝)?"
    r"[都也]?(?:没有?|不是)(?=$|[的啊呀吧呢了哦，,。！! ])|"
    r"(?!没问题|没错|没毛病|没事|不错)(?:不是的|不是|不要|不用|不需要|不行|不对|不可以|不必|不想(?!要)|不了|不同意|不确认|不需|"
    r"不退|不换|"
    r"不改|不取消|没有|还没有?|没|"
    r"别|先别|先不|暂时不|否|错了|不(?!想要)|"
    r"唔(?:使(?:理)?|系|要|得|好(?!意思|睇|食|用)|对|啱|需要|想(?!要)|同意|确定|退|换|改|取消)|冇(?=$|[啊呀嘅喎㗎啦喇，,。！! ])))"
)
"""The last line is Cantonese, 係 being 系 in simplified characters: 唔使, 唔係, 冇."""
CHINESE_YES = (
    r"(?:没问题|没错|没毛病|冇问题|冇错|(?:梗|就)?系(?=$|[嘅㗎呀啊啦喇吖，,。！! ])|啱|"
    r"就?是(?:这|那)(?:个|单|件|只|双|款|一单|个单|个订单)(?=[的啊呀吧哦，,。！! ]|$)|好的|好滴|好哒|好嘞|好呀|"
    r"好啊|好吧|好|是的|是|对的|对|行|可以|中|成|嗯+|恩+|当然可以|当然|确认|确定|同意|"
    r"需要|要|必须的?|"
    r"就这样|就这么办|麻烦[您你]?了|有劳|ok+|okay|yes|嗯呢|对头|得|妥|正确|转吧|取消吧|换吧|退吧|办吧|开吧|发吧|发起吧?|查吧|找吧|搜吧|补发吧?|"
    r"安排吧|继续|"
    r"有的?(?=[啊呀呢哦]*(?:$|[，,。！! ]))|有(?=一?个?(?:账户|户头|存款|储蓄|工作|担保|分期)))"
)
PARTICLES = r"(?:[的啊呀吧哦噢喔呢啦嘛哈滴哒了呗嘞哟嘅㗎喇吖喎~～。！!，,、 ]|谢谢|唔该晒?|谢啦|您|你|麻烦|辛苦|请|👍|🙏)*"
CHINESE_NEITHER = re.compile(
    r"^(?:不知道|不清楚|不确定|不一定|不好意思|不错|不晓得|不太|没关系|没事|没想到|没收到|没看到|没有收到|好像|好慢|好久|好贵|好烦|"
    r"好多|好几|好难|好吗|好不|要是|要不|"
    r"是不|是否|对了|对不|行李|行吗|行不|可以吗|可不|要多|要几|要等|要怎|成了|得了|得多|得等|中午|中国|对面|对方|发吧台|是什么|是怎|"
    r"是谁|是哪|要什么|不懂|不明白|别人|别家|别的|"
    r"唔(?:该|知|清楚|记得|紧要|明|识|见|系好|好意思)|"
    r"(?P<same>[系得好要啱想])(?:唔|咪)(?:(?P=same)|(?=$|[啊呀㗎，,？?]))|对唔住|得闲|啱啱|有冇|系咪|系边|系乜|系咩|冇收到|冇见)"
)
CHINESE_ANSWER = re.compile(
    rf"^(?:嗯+|哦+|啊+|呃+|那就?|额|唔(?=[，,])|算了|我|谢谢|先|就|都|也|那个)?[，, ]*(?:(?P<no>{CHINESE_NO})|"
    rf"(?P<yes>(?P<once>{CHINESE_YES})(?:[，, ]*(?P=once))*))"
    rf"(?P<more>{PARTICLES})(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
CONTINUES = re.compile(
    r"^(?:不用了|算了|但|不过|可是|只是|等|先|还是|麻烦|谢谢|请|帮我|就|那|我|快|赶紧|马上|给我|直接|取消|退|换|转|改|需要|要)"
)
KEEP = re.compile(
    r"^(?:嗯|哦|那|我|先|就|还是|算了|不用|[，,。\s])*(?P<said>留着|保留|留下|放着|保持(?:原样|不变)|不动)(?:它|订单|这单|着|"
    r"不变)*(?P<more>[吧啊呀了哈。！!，,\s]*)"
)
"""The customer keeps things as they are, which means no."""

LOOKED = re.compile(
    r"^(?:嗯|哦|我们?|刚才?|刚刚|已经|全|都|[，, ])*(?:检查|问|查|看|找|量|翻|数)[过了遍完]+(?:一[下遍圈])?"
    r"(?:[他她它]|孩子|宝宝|医生|家里人|家人)?了?(?:[，, ]*(?:都|也|全|一个[都也]|什么都)|[，, ]+)"
    r"(?:(?P<no>没有?|不是)|(?P<yes>有|是))[的啊呀吧呢哦了。！!~～\s]*$"
)
"""The answer after words that say it was looked into: 问过了都没有; without 都 or a comma, 看过了没有 is a question."""

GO_AHEAD = re.compile(
    r"(?<!别)(?<!不)[，,。！! ](?:那|就|你们?|您|帮我|给我|请|麻烦)*(?P<said>(?:查|办|补|补发|安排|换|退|开|发起|处理|搜|"
    r"找)吧)[\s。！!~]*$"
)
"""At the end of a longer message: "go ahead". There 取消吧 and 改吧 are requests of their own."""

WISHES = re.compile(
    r"^(?:我|那|就|也|都|先|[，, ])*我(?:需要|要)(?!的?[啊呀吧哦，,。！! ]|的?$|"
    r"(?:取消|退货?|换货?|开|查|办|补发)(?:[吧啊呀了的，,。！! ]|$))"
)
"""我要 followed by more than a yes would have: a request."""

QUESTION = re.compile(r"[?？]|吗|(?<!着)呢[?？]?$|什么|怎么|为什么|多久|哪|几时")


def chinese(text: str) -> tuple[bool, str, int] | None:
    """Yes or no, the words that say it, and where they begin; None if there is no answer, or the rest of the message reverses it."""
    kept = KEEP.match(text)
    if kept and (kept.end() == len(text) or kept["more"]):
        return False, kept["said"], kept.start("said")
    said = first(text)
    if said is None:
        return None
    yes, words, at = said
    left = settled_chinese(yes, text[at + len(words) :], says)
    return None if left is None else (left, words, at)


def says(text: str) -> bool | None:
    """True for yes, False for no, None for neither."""
    answer = chinese(text)
    return answer[0] if answer else None


def first(text: str) -> tuple[bool, str, int] | None:
    """The yes or no that a message begins with."""
    go = GO_AHEAD.search(text)
    if go and not QUESTION.search(text):
        return True, go["said"], go.start("said")
    if looked := LOOKED.match(text):
        said = looked["no"] or looked["yes"]
        return looked["no"] is None, said, looked.start("no" if looked["no"] else "yes")
    if CHINESE_NEITHER.match(text):
        return None
    match = CHINESE_ANSWER.match(text.rstrip())
    if match is None or (match["yes"] and WISHES.match(text)):
        return None
    said, rest, more = match["no"] or match["yes"], match["rest"], match["more"]
    ended = not rest or bool(re.search(r"[，。！,.! ]", more)) or bool(CONTINUES.match(rest)) or len(rest) <= 3
    if match["no"] and not ended:
        ended = said in ("不是", "不对", "不用", "不要", "不需要", "不行", "没有", "先别", "先不", "暂时不") and len(rest) <= 12
    if not ended or (match["yes"] and QUESTION.search(rest) and len(said) == 1):
        return None
    if match["yes"] and QUESTION.search(text) and not re.search(r"[，。！,.!]", more):
        return None
    return match["no"] is None, said, match.start("no" if match["no"] else "yes")
