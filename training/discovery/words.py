"""Extracts the words of messages that can name a group."""

import re
from collections.abc import Iterator

from bot.inference.script import SYLLABIC, script_of

PLACEHOLDER = re.compile(r"<[A-Z_]+>|\{\{[^{}]{0,60}\}\}|https?://\S+|\S+@\S+")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
DIGITS = re.compile(r"\d{3}")
"""What tells a code (``HL-204518``) from a word; codes are dropped, because their letters name no group."""

UNPARTED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
WORD = re.compile(rf"[{UNPARTED}]+|[^\W\d_{UNPARTED}]+(?:'[^\W\d_{UNPARTED}]+)?")
RUNS = (2, 3)
"""Lengths of the character runs that stand for words in scripts without spaces."""

IDLE_WORDS = (
    "a able about above actually after again ago all already also always am an and any anybody anyone anything are aren't as asap ask "
    "assist assistance at auf away back be because been before being below between bitte both but by came can can't cannot cant come "
    "con could couldn't d dans das de dear dem den der des did didn't didnt die do does doesn't doesnt doing don't done dont down du "
    "due each ein eine el else en es est et even ever every everything explain far few find fine first for from für get getting give "
    "given go goes going gone good got habe had hadn't happen happened happening happens has hasn't have haven't having he hello help "
    "her here hey hi him his how however hows i i'd i'll i'm i've ich if il im in info information into is isn't issue ist it it's "
    "its itself ive je just kann keep kind kindly know la las last le les let lets like likely little ll lo long look looking looks "
    "los lot ma made make making many may maybe me mean mein meine mes mi might mine mis mit mon more most much must my myself need "
    "needed needs never new next nicht no none nor not nothing now of off ok okay on once one only or other our out over own para pas "
    "per please pls por possible pour problem put que question qui quite r re really reason regarding right s said same say says se "
    "see seem seems she should shouldn't show since so some somebody someone something soon sorry still such sur sure t take tell "
    "than thank thanks that that's the their them then there there's these they they're thing things think this those though through "
    "time to today told too tried try trying u ugh um un una und under une until up ur us use used using ve very via von wanna want "
    "wanted wanting wants was wasn't way we we're well went were weren't what what's whats when where where's which while who whom "
    "why wie will wish with within without wo won't wont work would wouldn't y yes yet you you'll you're you've your yours zu "
)
IDLE = frozenset(IDLE_WORDS.split())
"""Stop words."""

IDLE_CHARACTERS = frozenset(
    "的了吗呢吧啊呀我你您他她它们这那是在有和就都也还不没要想能可以个一下么什怎请问叫次两三点天时候些方如果但又把给让最更太再才就已经为所以因此上里号帮给把被对到说会很啦哦嗯好为多少几哪里谁让跟用去来得着过啥"
)


def terms(text: str) -> Iterator[str]:
    """The lower-case words of a text without stop words; in scripts without spaces, runs of characters."""
    plain = CODE.sub(lambda run: " " if DIGITS.search(run[0]) else run[0], PLACEHOLDER.sub(" ", text.replace("’", "'")))
    for word in WORD.findall(plain.lower()):
        if script_of(word[0]) in SYLLABIC:
            yield from runs(word)
        elif word not in IDLE and len(word) > 1:
            yield word.removesuffix("'s")


def runs(word: str) -> Iterator[str]:
    """Runs of characters that may be words: none begins or ends with a stop character."""
    for size in RUNS:
        for start in range(len(word) - size + 1):
            run = word[start : start + size]
            if run[0] not in IDLE_CHARACTERS and run[-1] not in IDLE_CHARACTERS:
                yield run
