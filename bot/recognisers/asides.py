"""Splits a message into clauses, and tells which of them ask for nothing: manners, sighs, reasons."""

import re
from dataclasses import dataclass

END = re.compile(r"[.,;:!?…。，；：！？、\n~～]+|\s+-+\s+|\s*\b(?:because|cause|cos|coz|cuz)\b|(?<=[一-鿿])\s+|\s+(?=[一-鿿])")
"""What separates two clauses; in Chinese, a blank does too."""

LET_GO = re.compile(r"^(?:那|还是|唉|哎|哦|嗯)*(?:算了|没事了)(?:吧|啦)?(?=.)")
"""Words that end a clause without punctuation: 算了不开了."""

WANTS = re.compile(
    r"^(?:and |but |so |then )*(?:where|when|how|which|who|whose|what|why)|\b(?:where|when|how|which|who|what|why)(?:s|res)? "
    r"(?:is|are|was|do|does|did|can|will|would|should|much|many|long|my|the|to)\b|"
    r"\b(?:can|could|would|should|shall|may i|want|wanna|wanted|wish|like to|id like|id rather|rather|"
    r"prefer|need|instead|tell|show|give|send|make|put|change|swap|exchange|return|refund|track|check|look|find out|confirm|whether|"
    r"let me know|explain|cancel|order|"
    r"buy|start|help|let me|lets|please|is (?:it|there|my|the)|are (?:you|there|they|my)|do (?:you|i|we)|does|did you|have you|has my|"
    r"take|use|keep)\b"
)
"""Signs of a request in an English clause."""

DISCLAIMED = re.compile(
    r"\b(?:do not|dont|doesnt|didnt|does not|did not|no longer|wont|will not|never|not) (?:really |even |actually |have to |need to )*"
    r"(?:want|need|like|wish|take|use|order|buy|keep|have|care|help|look|make|give|change|return|cancel)(?: to \w+)?\b|\b(?:he|she|"
    r"they|wife|husband|mum|mom|dad) "
    r"(?:will|can|would|wants to|could|may) \w+|\b(?:ill|i will|we will|well|im going to|im gonna) (?:keep|take care|look|use|find|"
    r"manage|check)\b"
)
"""What looks like a request and is none: something not wanted, or done by somebody else."""

CHINESE_WANTS = re.compile(
    r"什么|啥|怎么|咋|为什么|多少|多久|几|哪|谁|能|可以|行不|帮|替我|给我|给你|我要|我想|想要|^(?:就|那|请|也)*要|查|看看|看下|看一|"
    r"改|换|退|取消|撤|补|"
    r"发|寄|送|转|开|投诉|告诉|人工|还有|另外|但|不过|吗$|呢$|码|色"
)
CHINESE_DISCLAIMED = re.compile(
    r"那个啥|啥的$|什么的$|直接(?:开|办|弄|来)(?:吧|就行)?$|不(?:想|要|用|需要|必|再|打算)*(?:查|看|改|换|退|补|发|寄|送|转|开|说|弄|"
    r"买|办)了?|"
    r"还是(?:就|按|照|寄|送|发|放|用|留|在|到|给)*(?:原来|原先|之前|老地方|原样|原地址)(?:的|那|里|个|儿|地方|地址|样)*|"
    r"都?是.{1,10}?(?:给我|帮我|替我)?.{1,6}的$|^[他她它]|^(?:我|他|她)?(?:老公|老婆|妈|爸|儿子|女儿|朋友|同事|家人|孩子|"
    r"邻居).{0,3}(?:要|想|说)"
)
WHOLE_ANSWER = re.compile(
    r"(?:no|nope|nah|yes|yeah|ok(?:ay)?|oh+|ah+|hm+|well|sorry|thanks?|thank you|cheers|bye|hi|hello|hey|please|lol|haha|"
    r"good (?:morning|evening|day|"
    r"afternoon)|my bad|oops|excuse me|the wife says|whatever|never mind)(?: (?:no|sorry|so much|very much|anyway|though|"
    r"for your help|all the same))*"
)
ASKS_BACK = re.compile(
    r"^(?:so )?what (?:would|do|should|can) (?:you|i) (?:do|suggest|recommend|think|advise|take|say)|^what now$|^随便$|^都行$|^你看着办$"
)
"""Counter-questions of somebody who does not know the answer."""

MOST, MOST_WORDS, MOST_CHARACTERS = 6, 14, 18
"""At most so many clauses in a message with a command, and so many words or Chinese characters in a reason."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``text`` as written, from ``start`` on; ``plain``: lower case, no punctuation; ``asks``: a question mark ends it."""

    text: str
    start: int
    plain: str
    asks: bool

    @property
    def end(self) -> int:
        """The position after its last character."""
        return self.start + len(self.text)


def clauses(text: str) -> list[Clause]:
    """The clauses of a message; empty if there are more than ``MOST``, since a command with its reasons has no more."""
    found: list[Clause] = []
    at, let_go = 0, LET_GO.match(text.lstrip())
    ends = [(m.start(), m.end(), m[0]) for m in END.finditer(text)]
    if let_go:
        ends = sorted([*ends, (let_go.end() + len(text) - len(text.lstrip()),) * 2 + ("",)])
    for start, end, sign in [*ends, (len(text), len(text), "")]:
        part = text[at:start]
        plain = re.sub(r"\s+", " ", re.sub(r"[^\w\s]", "", part.casefold().replace("’", "").replace("'", ""))).strip()
        if plain:
            found.append(Clause(part.strip(), at + len(part) - len(part.lstrip()), plain, "?" in sign))
        at = max(end, at)
    return found if len(found) <= MOST else []


def wants_nothing(part: Clause, beside: str) -> bool:
    """Whether a clause is manners or a reason; beside "I don't know", "what would you do?" counts too."""
    plain = part.plain
    if WHOLE_ANSWER.fullmatch(plain) or (beside == "without" and ASKS_BACK.match(plain)):
        return True
    if part.asks or any(c.isdigit() for c in plain):
        return False
    if plain.isascii():
        return len(plain.split()) <= MOST_WORDS and not WANTS.search(DISCLAIMED.sub(" ", plain))
    return len(plain) <= MOST_CHARACTERS and not CHINESE_WANTS.search(CHINESE_DISCLAIMED.sub(" ", plain))
