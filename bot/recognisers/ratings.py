"""Ratings from 1 to 5 that are the whole message: 4 out of 5, five stars, 满分, ⭐⭐⭐⭐."""

import re

from bot.dialogue.events import Entity

BEST = 5
WORTH = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "两": 2}
WORTH |= {sign: place for signs in ("一二三四五", "12345") for place, sign in enumerate(signs, start=1)}
MARK = "|".join(WORTH)
GIVEN = re.compile(
    r"^[\s\"'“]*(?:(?:i(?:'?d| would| will|'?ll)? (?:say|give|rate|go (?:with|for))|it'?s|that'?s|rating|score|maybe|"
    r"definitely|a|an|solid|you|it|this|我|给你?们?|打|评|就|那就|大概)[\s:：,，]*)*"
    rf"(?:(?P<mark>{MARK})(?:\s*(?:/|out of|of)\s*(?:5|five))?(?:[\s-]*stars?|\s*points?|\s*[颗个]?星(?:好评)?|分)?|"
    r"(?P<best>满分|10\s*/\s*10|10 out of 10)|(?P<stars>(?:[⭐★🌟]️?){1,5}))"
    r"[\s,，]*(?:from me|please|thanks?|thank you|for you|谢谢|吧|哦|啊)*[\s.。!！~\"'”]*$",
    re.IGNORECASE,
)
LONGEST = 40


def rating(text: str) -> Entity | None:
    """The rating that the message is, from 1 to 5; None if it is none."""
    found = GIVEN.match(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    mark = WORTH[found["mark"].lower()] if found["mark"] else BEST if found["best"] else len(re.findall("[⭐★🌟]", found["stars"]))
    return Entity("number", float(mark), text, 0, len(text))
