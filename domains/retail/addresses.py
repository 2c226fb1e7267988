"""Tells a whole address from a fragment such as "no, number 14" or 再改成89号, which must not go on a parcel."""

import re

NOT_NAMES = re.compile(
    r"(?:a|an|and|the|to|of|at|on|in|is|it|its|it's|be|no|not|nr|number|house|flat|apt|apartment|unit|floor|door|yes|ok|okay|sorry|"
    r"actually|please|change|make|put|use|should|wrong|right|correct|instead|again|wait|my|our|new|address|postcode|zip|code|was|"
    r"just|only|but|that|thats|that's|this|i|mean|meant|want|one|other|same)"
)
"""Words that name no street and no town."""

PLACES = re.compile(r"省|市|区|县|镇|乡|村|路|街|道|巷|弄|小区|大厦|广场|花园|苑|公寓|国际|中心")
LEAD = re.compile(r"^(?:不对|不是|错了|再|还是|请|麻烦|帮我|把|门牌|地址|楼号|改|换|成|到|为|寄|送|是|应该|[，,。\s])+")
NUMBER = re.compile(r"[\d一二三四五六七八九十百]")
SHORTEST = 8
"""Characters of a Chinese address that names one place only."""


def whole_address(words: str) -> bool:
    """Whether there are a number and the names of places enough to find a door by."""
    if not NUMBER.search(words):
        return False
    if re.search(r"[一-鿿]", words):
        places = len(PLACES.findall(words))
        return places > 1 or (places == 1 and len(LEAD.sub("", words.strip())) >= SHORTEST)
    names = [word for word in re.findall(r"[^\W\d_][\w'’.-]+", words.casefold()) if not NOT_NAMES.fullmatch(word)]
    return len(names) > 1
