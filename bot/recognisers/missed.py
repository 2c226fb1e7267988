"""Messages that say an answer missed the question: "that's not what I asked", 答非所问."""

import re

THIS = r"(?:that|this|it|which|your answer|the answer|your reply)"
NOT = r"(?:s|is|was|does|did|has|ve|have)?\s?(?:not|nt|n t|isnt|wasnt|doesnt|didnt|never|no)"
QUESTION = r"(?:my|the|that|our) (?:actual |original |real )?question"
ASKED = (
    r"what (?:i|we) (?:(?:have |had |ve )?(?:ask|asked|am asking|was asking|wanted|want|meant|mean|need|needed)|wanted to know|"
    r"want to know|was looking for)(?: (?:for|about|you))?"
)
NO_ANSWER = (
    rf"(?:(?:the|an) answer(?: (?:to (?:my|the) question|i (?:need|needed|wanted)))?|(?:answer(?:ing|ed)?|about) {QUESTION}|{QUESTION}|"
    r"answer(?:ing)? (?:it|that|me))"
)
NEVER = r"(?: not|re not|(?:ve|have|are|did) ?(?:not|nt)|havent|arent|didnt| never)"
HEARD = r"(?:answer(?:ed|ing)?|read|understood|understand)"
MISSED = re.compile(
    r"(?:(?:but|no|nope|sorry|well|uh|um|hmm|ok|okay|erm|and|so|yes|yeah) )*(?:"
    rf"(?:{THIS} ?{NOT} |not )(?:at all |really |quite |actually )?(?:{ASKED}|{NO_ANSWER})"
    rf"|you ?{NEVER} (?:really |actually |even )?{HEARD}(?: (?:{QUESTION}|me|it|that|what i (?:asked|said|wrote)))?"
    rf"|you (?:misunderstood|misread|got me wrong|missed (?:the|my) (?:point|question))(?: (?:me|{QUESTION}))?"
    rf"|(?:that|this|it) ?(?:has|had|s|is|got) nothing to do with (?:it|that|{QUESTION}|what i asked)"
    r"|i (?:did ?nt|didnt|did not|never) ask(?:ed)?(?: you)? (?:that|about that|for that|this)"
    rf"|(?:thats |that is |its )?(?:the |a )?wrong answer|(?:please )?(?:(?:re)?read|answer) {QUESTION}(?: again)?(?: please)?"
    r")(?: (?:at all|though|either|sorry|please|mate|again|lol|is it))*"
)
PARTICLES = r"[啊呀吧呢嘛哦啦了的]*"
MISSED_CHINESE = re.compile(
    r"(?:不是|不对|不|没有|但是|可是|可|哎|唉|那个|嗯|呃)*(?:"
    r"我?(?:要|想)?(?:问|說|说|想知道|想了解)的(?:根本|压根|壓根|完全)?(?:不是|并不是|並不是)(?:这|這|那)?(?:个|個|些|事|件事)?"
    r"|(?:这|這|那)?(?:个|個)?(?:根本|压根|完全)?不是我(?:要|想)?(?:问|問|知道|了解|要|想要)的?(?:问题|問題|答案|东西|東西|内容)?"
    r"|我(?:又)?(?:没|沒)(?:有)?(?:问|問)(?:你)?(?:这|這|那)(?:个|個|些)?"
    r"|(?:你|您)?(?:根本|压根|还是|還是|并|並)?(?:没|沒)(?:有)?(?:回答|答|解答|看懂|明白|理解|听懂|聽懂)(?:到)?(?:我)?(?:的)?(?:问题|問題|意思|点上)?"
    r"|(?:你|您)?(?:这|這)?(?:是)?答非所(?:问|問)|文不对题|文不對題|牛头不对马嘴|牛頭不對馬嘴|驴唇不对马嘴"
    r"|(?:(?:这|這|那)(?:个|個)?)?(?:和|跟|与|與)我?(?:要|想)?(?:问|問)?的?(?:问题|問題)?(?:没|沒|毫无|毫無)(?:有)?(?:关系|關係|关联)"
    r"|(?:你|您)?(?:理解|弄|搞|会|會|看)错(?:我)?(?:的)?(?:意思|问题|問題)|我不是(?:这|這|那)个意思|不是(?:这|這|那)(?:个|個)问题"
    r")" + PARTICLES
)
APOSTROPHE = re.compile(r"[’'`]")
MARKS = re.compile(r"[\s,.!?;:，。！？；：…~～\-–—\"“”]+")


def misses(text: str) -> bool:
    """Whether all that a message says is that the last answer missed the question."""
    plain = MARKS.sub(" ", APOSTROPHE.sub("", text.casefold())).strip()
    return bool(MISSED.fullmatch(plain)) or bool(MISSED_CHINESE.fullmatch(plain.replace(" ", "")))
