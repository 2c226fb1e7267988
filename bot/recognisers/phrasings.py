"""Commands in free wording: the customer does not know, has none, will not say, skips the question, or wants a person."""

import re

SECRET = (
    r"(?:my|our|the|that|this|any|such|her|his) (?:\w+ ){0,2}(?:code|number|address|name|email|mail|phone|details|data|info|"
    r"information|id)"
    r"(?= *$| (?:to|into|in|here|on|out|over|away|online)\b)"
)
TELL = (
    r"(?:tell(?:ing)?|giv(?:e|ing)|typ(?:e|ing)|writ(?:e|ing)|shar(?:e|ing)|say(?:ing)?|disclos(?:e|ing)|reveal(?:ing)?|provid(?:e|"
    r"ing)|hand(?:ing)?|put(?:ting)?|enter(?:ing)?)"
)
TO_YOU = rf"{TELL} (?:.{{0,25}}\b)?(?:{SECRET}|you(?: (?:that|this|it|anything))?$|(?:that|this|it) (?:out|to (?:you|a)|away|here|into)\b)"
HAVE = r"(?:(?:i|we) )?(?:really |still |also |just )*(?:do not|dont|havent|have not|never) (?:have|got|had|get|even have|seem to have)"
THING = r"(?:code|number|id|no|nr|reference|email|mail|confirmation|vat)"
WHAT = (
    r"(?:it|that|this|them|any|either|which|which one|which one it is|what|what (?:it|its|that|thats|this|they|theyre)(?: \w+){0,3}|"
    rf"(?:the|my|its|our|that) (?:\w+ ){{0,2}}(?:{THING}|name|size|model|word)(?: (?:of|for) (?:it|that|this))?)"
)
WITHOUT = re.compile(
    rf"(?:(?:i|we) )?(?:really |honestly |just |still )*(?:do not|dont|cant|cannot|didnt) (?:really |even |actually )?(?:know|"
    rf"remember|recall)"
    rf"(?: {WHAT})?(?: (?:by heart|off ?hand|any ?more|exactly|for sure|either))*"
    rf"|(?:(?:i|we) )?(?:have |ve |got )?(?:absolutely )?no (?:idea|clue)(?: (?:what|which)(?: (?:it|one|"
    rf"that)(?: is)?(?: called)?)?)?(?: at all)?"
    rf"|(?:i )?(?:dunno|idk)(?: (?:{WHAT}|mate|either))*"
    rf"|{HAVE}(?: (?:it|that|this|one|any|a|an|the|my|such|here|with me|on me|to hand|handy|any ?more|vat|tax|order|company|customer|"
    rf"registration|"
    rf"{THING}))+"
    rf"|(?:there is |theres |ive got |ive |i have |we have |weve got |got |we got )?(?!no no\b)no (?:(?:vat|tax|order|company|customer|"
    rf"sales|registration|eu) )*{THING}"
    rf"(?: (?:here|at hand|yet|for us|for me|for that|available|needed))*"
    rf"|(?:i )?(?:cant|cannot|couldnt) find (?:it|that|one|{WHAT})(?: anywhere)?"
    rf"|(?:im |i am |am )?not (?:really |so |too |quite |entirely |100 )*(?:sure|certain)(?: about (?:it|that|this)| which one| which)?"
    rf"|(?:i )?(?:forgot|lost|deleted|misplaced)(?: (?:it|that|{WHAT}))"
)
SKIP = re.compile(
    r"(?:(?:can|could|may|shall|ill|will|id|rather|like|to|want|i|we|you|me|us|then|so|please|just) )*skip(?: (?:it|this|that|"
    r"them)(?: one)?|"
    r" (?:the|this|that) (?:question|part|step|bit|one)| (?:the )?(?:vat|tax|company)?(?: ?number)?)?(?: (?:please|then|for now|ok|"
    r"thanks))*"
    r"|(?:(?:do|send|make|go|go on|continue|it|that|then|so|please) )*without(?: (?:it|one|that|any|a|the|vat|tax|number|id))+"
)
REFUSES = re.compile(
    rf"\bnot (?:going to |gonna |willing to |about to )?{TO_YOU}"
    rf"|\b(?:wont|will not|refuse to|(?:dont|do not) (?:want|wish|like) to|dont wanna|rather not|prefer not to|not comfortable|"
    rf"dont feel comfortable) {TO_YOU}"
    rf"|^why (?:would|should|do|must) (?:i|we) (?:have to |need to |want to )?{TELL}\b.*?(?:{SECRET}|\b(?:you|that|this|it)\b)"
    rf"|^(?:thats?|that is|this is|its|it is|is) (?:private|personal|confidential|my own business|none of your business)$"
    rf"|^(?:i )?(?:wont|will not|refuse|wouldnt)(?: do (?:that|it))?$"
)

NUMBER = r"(?:订单编?号|订单|单号|编号|号码|税号|邮箱|邮件|型号|尺码|名字|名称|抬头|公司|这个|那个|它|具体)"
FILLER = r"(?:我们?|咱|也|真的?|真心|实在|现在|手头|一时|就|还|都|已经|暂时|好像|可|是)"
LACKS = (
    r"(?:不知道|不记得|不清楚|不晓得|不确定|不太清楚|不太记得|不太确定|说不上来|说不清楚?|想不起来|记不清楚?|记不得|记不起来|忘记|忘|"
    r"弄丢|丢|找不到|找不着|没找到|看不到|看不见|看不清|没显示|没量过?|没测过?|量不了|测不了|搞不清楚?|叫不出来?)"
)
WITHOUT_CHINESE = re.compile(
    rf"(?:{FILLER}|{NUMBER})*{LACKS}(?:了|{NUMBER}|这个|叫(?:啥|什么)(?:名字?)?|是(?:啥|什么|哪个|多少)(?:号)?|怎么(?:叫|说))*(?:了|"
    rf"啊|呀|的|诶|哎|呢|哦|唉|哈|吧)*"
    rf"|{FILLER}*(?:没有|没|无)(?:这个|什么|啥)?{NUMBER}(?:啊|呀|的|诶|呢|哦|了|吧)*"
    rf"|{NUMBER}{FILLER}*(?:没有|没|无)(?:啊|呀|的|诶|呢|哦|了|吧)*"
)
SKIP_CHINESE = re.compile(
    r"(?:这个|这题|这项|就|先|那|我|请|直接|也|都|税号|麻烦)*(?:跳过|略过|不填|不写|空着|留空|免填)+(?:这个|这题|这项|它|税号|吧|了|"
    r"好了|可以吗|谢谢)*"
)
REFUSES_CHINESE = re.compile(
    r"不(?:想|愿意?|方便|便|肯|打算)(?:再|随便|在这)?(?:告诉|透露|给|说|提供|发|写|填|报|讲|公开)(?![货票退快我])|不会?告诉(?!我)|"
    r"不会(?:给|说|透露)(?!我)|"
    r"凭(?:什么|啥)(?:要我?|让我|得)?(?:告诉|给|提供|填|说|报)(?!我)|"
    r"(?:干嘛|为什么|为啥|干什么)(?:要我?|非要我?|让我|得)?(?:告诉|给你|提供|填|报)(?!我)|^(?:我|就|都|说了)*不给(?:你|看|了|的)*$"
)

PERSON = (
    r"(?:(?:an?|the|some|any|your|one of your|another) )?(?:real |actual |live |proper |single )?(?:person|human(?: being)?s?|someone|"
    r"somebody|agent|colleague|"
    r"operator|representative|member of staff|staff member|employee)\b"
)
HUMAN = re.compile(
    rf"(?<!when )(?<!where )(?<!how )\b(?:id rather|i would rather|rather|id prefer to|id like to|i would like to|i want to|i need to|"
    rf"wanna|can i|could i|may i|"
    rf"might i|let me|can we)"
    rf" (?:\w+ ){{0,2}}?(?:talk|speak|chat|deal|sort (?:it|this|that) out|sort (?:it|this|that)|discuss (?:it|this|that)|do (?:it|"
    rf"this|that)) "
    rf"(?:it )?(?:to|with) {PERSON}"
    rf"|\b(?:get|fetch|bring|find|pass|put|connect|transfer) me (?:in |over |through |on )?(?:to |with )?{PERSON}"
    rf"|\b(?:can|could|let) (?:a|an|one of your|your|some) (?:real |actual )?(?:human|person|colleague|agent)s?(?: of yours)? "
    rf"(?:please )?(?:look|help|do|call|write|take|check|handle|contact|deal|sort)\b"
    rf"|\b(?:rather|prefer to) (?:have|get) (?:a |an )?(?:real |actual )?(?:human|person|colleague|agent) "
)
HUMAN_CHINESE = re.compile(
    r"(?<!不)(?<!不用)(?<!不要)(?<!先别)(?<!别)(?<!不想)(?:给我|帮我|我要|我想|还是|请|麻烦|直接|想|要|快)(?:直接)?(?:转接?|找个?|"
    r"叫个?|换个?|接)(?:一下|到|给)?(?:人工|真人|客服)"
    r"(?!.{0,6}(?:几点|多久|什么时候|上班|降雨|智能))"
)


def in_own_words(plain: str) -> str | None:
    """``without``, ``skip`` or ``refuse``, if tidied words mean one of them."""
    if plain.isascii():
        table = (("without", WITHOUT.fullmatch), ("skip", SKIP.fullmatch), ("refuse", REFUSES.search))
    else:
        table = (("without", WITHOUT_CHINESE.fullmatch), ("skip", SKIP_CHINESE.fullmatch), ("refuse", REFUSES_CHINESE.search))
    return next((mark for mark, reads in table if reads(plain)), None)


def wants_a_person(plain: str) -> bool:
    """Whether tidied words ask for a person, whatever else they say."""
    return (HUMAN if plain.isascii() else HUMAN_CHINESE).search(plain) is not None
