"""Complaints that the clinic's model was never taught, by the names that parents give them, so that the bot can say so."""

import re
from collections.abc import Mapping

from bot.advice.triage.summary import Language
from bot.simplified import simplified

NAMES: Mapping[tuple[str, str], re.Pattern[str]] = {
    names: re.compile(f"{english}|{chinese}", re.IGNORECASE)
    for names, english, chinese in (
        (
            ("an earache", "耳朵疼"),
            r"\bear[ -]?aches?\b|\bears?\b.{0,12}\b(?:pain|hurt(?:s|ing)?|sore|aching)\b|\b(?:pain|sore)\b.{0,12}\bears?\b",
            r"耳朵?(?:里面?|好|很|有点|特别|一直|又)*[疼痛]",
        ),
        (("head lice", "头虱"), r"\b(?:head ?)?(?:lice|nits)\b", "虱"),
        (("a sting", "被蜇"), r"\b(?:bee|wasp|hornet|insect|jellyfish)s?[ -]stings?\b|\bstung\b", "[蜇螫]"),
        (
            ("an insect bite", "虫子咬伤"),
            r"\b(?:insect|mosquito|spider|bug|flea)s?[ -]bites?\b",
            "(?:蚊|虫|跳蚤|蜘蛛)子?(?:叮|咬)|(?<!没)被(?:蚊|虫)",
        ),
        (("a tick bite", "蜱虫咬伤"), r"\bticks?[ -]bites?\b|\b(?:a|the) tick\b(?! box)", "蜱|草爬子"),
        (("sunburn", "晒伤"), r"\bsun[ -]?burn(?:t|ed)?\b", "晒伤|晒脱皮"),
        (
            ("toothache", "牙疼"),
            r"\btooth ?aches?\b|\b(?:tooth|teeth|gums?)\b.{0,8}\b(?:hurts?|sore|aching)\b",
            "[牙齿](?:龈|好|很|有点)*[疼痛]",
        ),
        (
            ("an injured limb", "手脚受伤"),
            r"\b(?:broken|sprained|twisted|broke|hurt) (?:(?:his|her|an?|the) )?(?:arm|leg|ankle|wrist|finger|foot|toe|hand)\b",
            "骨折|扭伤|崴[了到脚]",
        ),
        (("threadworms", "蛲虫"), r"\b(?:thread|pin)worms?\b", "蛲虫|蛔虫"),
    )
}
"""Names in English and Chinese, and how parents write them."""
DENIED = re.compile(r"(?:\b(?:no|not|without|isn['’]t|hasn['’]t)(?: (?:an?|any|have|got|been))*|没有?|不)\s*$", re.IGNORECASE)


def beyond(texts: tuple[str, ...], language: Language) -> str | None:
    """The complaints in the texts that the model knows nothing about, in words for people; None where there is none."""
    found = [
        chinese if language == "zh" else english
        for (english, chinese), pattern in NAMES.items()
        if any(not DENIED.search(plain[: match.start()]) for plain in map(simplified, texts) for match in pattern.finditer(plain))
    ]
    return ("、" if language == "zh" else " and ").join(found) or None
