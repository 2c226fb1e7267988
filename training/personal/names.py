"""Finds names of people who are introduced, greeted, titled or sign; a name in the middle of a sentence is not found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.personal.detections import Detection
from training.personal.given_names import GIVEN
from training.personal.words import NO_PERSONS, NOT_NAMES, PARTICLES

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĻŃŅŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽ"
TOKEN = re.compile(r"[^\W\d_\u3040-\u9fff]{1,24}(?:['-](?!s\b)[^\W\d_\u3040-\u9fff]{1,24}){0,2}(?![A-Za-z\d_])")
INITIAL = re.compile(rf"[{UPPER}]\.")
SMALL_ENDS = re.compile(
    r"\s*(?:[.,!?;)\n]|$)|\s(?:and|i|i'm|from|my|here|but|im|on|with|order|phone|email|the|ssn|password|account|acc|last|booking)\b",
    re.IGNORECASE,
)
MOST_TOKENS = 4
LONGEST_ACRONYM = 2
"""The most letters of an acronym; a longer word in capitals is shouted, or a brand."""


RELATIVE = (
    r"(?:wife|husband|partner|mother|mom|mum|mam|father|dad|daughter|son|sister|brother|flatmate|roommate|housemate|neighbou?r|"
    r"friend|colleague|boss|assistant|girlfriend|boyfriend|fianc[ée]e?|aunt|uncle|cousin|grandmother|grandfather|grandma|grandpa|nan|"
    r"secretary|landlord|landlady)"
)
WHICH = r"(?:full |first |last |preferred |real |married |maiden )?"
ENDS = r"(?=\s*(?:[.,!?;:)\n]|$|-\s))"
GOES_ON = r"(?=\s*(?:[.,!?;)\n]|$|-\s)|\s(?:and|from|here|btw|with|calling|writing|again|speaking|order|who|but)\b)"
GREETING = r"(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening))(?: there| again| team| all| everyone| both)?[,.!]* "
THIS_IS = r"(?:this is|it'?s|it is)"
SENTENCE = (
    r"(?=\s*(?:[.,!?;:)\n]|$|-\s)|'s\b|\s(?:and|or|from|here|btw|with|calling|writing|again|speaking|order|who|but|not|my|we|i|i'm|i've|"
    r"she|she's|he|he's|is|the|at|in|on|to|so|because|as|where|what|when|can|could|please)\b)"
)
"""What may follow a listed given name, unlike a product named after a person (``the Astrid armchair``)."""


ASKED = re.compile(
    r"\b(?:your|first|last|full)(?: \w+){0,4} name\b[^?]{0,60}(?:\?|please|\Z)|\byour name\b|"
    r"\bname of the (?:account|card|customer|recipient)|"
    r"who am i (?:speaking|talking|chatting) (?:to|with)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """The context of a name: what precedes it, what must follow it, and whether it may be in small letters.

    ``fewest``: the least number of words, if a single one may well be no name. ``given``: the first word must be a listed given name, or
    one that the dialogue introduces elsewhere.
    """

    before: re.Pattern[str]
    after: re.Pattern[str] | None = None
    small: bool = False
    longest: int = MOST_TOKENS
    fewest: int = 1
    given: bool = False


def introduction(
    before: str, after: str = "", small: bool = False, longest: int = MOST_TOKENS, fewest: int = 1, given: bool = False
) -> Introduction:
    """An introduction from case-insensitive patterns; the name begins where ``before`` ends."""
    end = re.compile(after, re.IGNORECASE) if after else None
    return Introduction(re.compile(before, re.IGNORECASE), end, small, longest, fewest, given)


INTRODUCTIONS = (
    introduction(rf"\bmy {WHICH}name(?:'s| is|:| was) ", small=True),
    introduction(r"\A(?:full ?)?name ", small=True),
    introduction(
        r"\b(?:mein name ist|ich hei(?:ß|ss)e|je m'appelle|mon nom est|me llamo|mi nombre es|mi chiamo|(?:o )?meu nome é) ", small=True
    ),
    introduction(rf"\bmy {WHICH}name ", r"(?=[^\w\s]|\s*$|\s(?:and|my)\b)", small=True),
    introduction(r"(?<!<)\bname(?! of the\b)[^.!?\n]{0,50}?(?:\b(?:it'?s|is|should be|to|as)|[,:=]| -) ?"),
    introduction(
        r"(?:(?<!<)\bname|account ?holder|card ?holder|holder|recipient|attn|attention|c/o|ship to|deliver to|bill to|customer|signed|"
        r"contact(?: person)?)\s?[:=-] ?"
    ),
    introduction(r"(?<!<)\b(?:name|account ?holder|card ?holder|attn|c/o) "),
    introduction(r"\b(?:this is|it'?s|it is|i'?m|i am) ", r"\s(?:speaking|here|again|calling|writing|from)\b"),
    introduction(r"\b(?:i'?m|i am) ", GOES_ON),
    introduction(rf"\b(?:{THIS_IS}|i'?m|i am|s?he'?s|s?he is) ", SENTENCE, small=True, given=True),
    introduction(r"\bfor ", SENTENCE, given=True),
    introduction(rf"(?:^|[.!?\n] ?){GREETING}this is ", GOES_ON, longest=3),
    introduction(rf"(?:^|[.!?\n] ?)(?:{GREETING}it(?:'?s| is)|this is) ", GOES_ON, longest=3, fewest=2),
    introduction(rf"\b(?:{THIS_IS}|parcel is|order is) for ", GOES_ON, longest=3, fewest=2),
    introduction(
        rf"(?:^|[.!?\n] ?)(?:{GREETING})?(?=(?-i:[{UPPER}]))", r"\s(?:here|speaking)\b(?=[.,!\s]*(?:[.,!\n]|$|i\b|again))", longest=2
    ),
    introduction(rf"(?:^|[.!?\n] ?)(?:{GREETING})?", r"\sagain(?=\s*(?:[.,!\n]|$))", given=True),
    introduction(r"(?<!the )\b(?:mr|mrs|ms|mx|dr|prof|herr|frau|monsieur|madame|mme|señora?)\b\.? ", small=True, longest=3),
    introduction(r"(?<!the )\b(?-i:Miss|Sir|Lady) ", longest=3),
    introduction(
        r"(?:^|[.!?\n] ?|\b(?:oh|ok|okay|well) )(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|welcome back|sorry),? ",
        rf"{ENDS}|(?= from\b)",
        longest=3,
    ),
    introduction(r"\b(?:thanks|thank you|thx|cheers|bye|goodbye)(?: again| so much| very much| a lot)?,? ", ENDS, longest=3),
    introduction(
        r"(?:regards|wishes|best|sincerely|faithfully|truly|cheers|thanks|thank you|thx|love|in advance)"
        r"[,.!]?[^\S\n]{0,3}\n{1,3}[^\S\n]{0,3}",
        r"(?=\s*(?:\n|$))",
        small=True,
    ),
    introduction(r"\b(?:(?:kind|best|warm)(?:est)? )?(?:regards|wishes|sincerely|faithfully),? ", r"(?=\s*(?:[\n,.]|$))"),
    introduction(r"(?:\n[^\S\n]{0,3}|[.!?] )(?:-{1,2}|~) ?", r"(?=\s*$)"),
    introduction(r"[.!?\n] ?(?=(?-i:[A-Z]\. [A-Z]))", r"(?=\s*(?:[\n,]|$))", longest=3),
    introduction(rf"\b(?:my|our|his|her|the) {RELATIVE}(?:'s name is|,| is| called| named)? "),
    introduction(
        r"\b(?:in the name(?: of)?|under(?: the name)?|on behalf of|registered (?:to|under)|made out to|addressed to|belong(?:s|ing)? to|"
        r"(?:some(?:body|one)|woman|man) (?:called|named)|"
        r"(?:spoke|spoken|speak|speaking|talk|talked|talking|chatting|chatted) (?:to|with)|ask for|"
        r"signed (?:for )?by|(?:gift|present) (?:is )?for|care of|(?:assisted|helped) by|account (?:is|for)) "
    ),
    introduction(
        rf"\b(?=(?-i:[{UPPER}]))",
        r"\s(?:from|in|at) (?:your |the )?(?:billing|support|sales|customer|team|yesterday|accounts|returns|warehouse|chat)\b",
        longest=2,
    ),
)


def names(text: str, known: frozenset[str] = frozenset()) -> Iterator[Detection]:
    """Every introduced name in Latin letters, without its title; ``known``: words of names from elsewhere in the dialogue."""
    shouted = text.isupper()
    found: set[tuple[int, int]] = set()
    for one in INTRODUCTIONS:
        for match in one.before.finditer(text):
            end = read(text, match.end(), one, shouted, known)
            if end and (one.after is None or one.after.match(text, end)):
                found.add((match.end(), end))
    yield from (Detection("NAME", start, end) for start, end in sorted(found, key=lambda span: (span[0], -span[1])))


def read(text: str, start: int, one: Introduction, shouted: bool, known: frozenset[str]) -> int:
    """Where the name that begins at ``start`` ends; 0 if there is none."""
    at, end = start, 0
    small = one.small and text[start : start + 1].islower()
    for number in range(one.longest):
        token = INITIAL.match(text, at) or TOKEN.match(text, at)
        if token is None or not (in_name(text, token, number, small) or is_particle(token[0])):
            break
        if token[0].isupper() and len(token[0]) > LONGEST_ACRONYM and not shouted and not number:
            break
        end = end if is_particle(token[0]) else token.end()
        at = token.end() + (text[token.end() : token.end() + 1] == " ")
        if at == token.end() and not token[0].endswith("."):
            break
    fits = end - start > 2 or (end - start == 2 and text[end - 1] != ".")
    return end if fits and surely(text[start:end].split(), one, known) else 0


def surely(words: Sequence[str], one: Introduction, known: frozenset[str]) -> bool:
    """Whether these words are a person, after an introduction that may also lead to things and places."""
    if one.given and not ({words[0].casefold(), words[0].partition("-")[0].casefold()} & GIVEN or words[0] in known):
        return False
    return len(words) >= one.fewest and (one.fewest == 1 or not {words[0].casefold(), words[-1].casefold()} & NO_PERSONS)


def is_particle(word: str) -> bool:
    """Whether a word joins the parts of a name: ``van der``."""
    return word.islower() and word in PARTICLES


def in_name(text: str, token: re.Match[str], number: int, small: bool) -> bool:
    """Whether a word can be part of a name: capitalised, or in small letters if these are allowed and it comes first or before an end."""
    word = token[0]
    if word.casefold() in NOT_NAMES:
        return False
    if word[0].isupper():
        return True
    return small and len(word) >= 2 and (number == 0 or bool(SMALL_ENDS.match(text, token.end())))


def answered(text: str, asked: str) -> Iterator[Detection]:
    """A message that consists of a name, if the previous message asks for one."""
    tokens = text.strip(" .,!").split()
    if 0 < len(tokens) <= MOST_TOKENS and ASKED.search(asked):
        start = len(text) - len(text.lstrip())
        if all(TOKEN.fullmatch(token.strip(".,")) and token.casefold().strip(".,") not in NOT_NAMES for token in tokens):
            yield Detection("NAME", start, start + len(text.strip(" .,!")))


def everywhere(text: str, known: frozenset[str]) -> Iterator[Detection]:
    """Capitalised whole words that are names introduced elsewhere in the dialogue."""
    if not known:
        return
    for token in TOKEN.finditer(text):
        if token[0] in known:
            yield Detection("NAME", token.start(), token.end())
    for name in known:
        if not name[0].isascii() and name in text:
            yield from (Detection("NAME", match.start(), match.end()) for match in re.finditer(re.escape(name), text))


def tokens_of(name: str) -> Iterator[str]:
    """The words of an introduced name that may refer to the same person later."""
    for token in TOKEN.finditer(name):
        word = token[0]
        if len(word) >= 3 and word.casefold() not in PARTICLES | NOT_NAMES:
            yield from {word, word.capitalize()} if word.isupper() or word.islower() else {word}
