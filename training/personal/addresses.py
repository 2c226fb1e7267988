"""Finds English and other European postal addresses with a house number or a box."""

import re
from collections.abc import Iterator

from training.personal.detections import Detection

CAP = r"(?:[A-ZÀ-ÖØ-ÞŁŚŻŠČŽ][\w'.-]{0,24})"
PARTICLE = r"(?:de la|de|da|do|dos|das|del|della|di|des|du|la|le|les|van|von|der|den|of|the|upon|am|an)"
NUMBER = r"(?<![\w.,/£$€#-])\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?"
SUFFIX = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Boulevard|Blvd|Crescent|Cres|Terrace|Parkway|Pkwy|Highway|Hwy|Drive|Dr|Close|"
    r"Court|Ct|Place|Pl|Square|Sq|Gardens|Gdns|Grove|Way|Walk|Row|Hill|Mews|Rise|Parade|Quay|Circle|Cir|"
    r"Trail|Loop|Alley|View|Park|Green|Wharf)\b\.?"
)
STRONG = r"(?:street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|crescent|terrace|drive)\b\.?"
UNIT = (
    r"(?:(?:flat|apt\.?|apartment|unit|suite|ste\.?|room|rm\.?|studio|floor|fl\.?|house|building|bldg\.?|block)\s?#?\s?\w{1,5}|"
    r"#\s?\w{1,5}|\d{1,3}(?:st|nd|rd|th) floor)"
)
POSTCODE = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|(?:[A-Z]{2,3},?\s)?\d{5}(?:-\d{4})?|(?:NSW|VIC|QLD|TAS|SA|WA|ACT|NT)\s\d{4}|"
    r"[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}(?:-\d{3})?(?:\s[A-Z]{2})?)(?![\w-])"
)
CITY = rf"{CAP}(?:[\s-](?:{PARTICLE}[\s-])?{CAP}){{0,2}}"
TAIL = (
    rf"(?:,?\s(?i:{UNIT})(?!\w))?"
    rf"(?:,?\s(?:{CITY},?\s)?(?i:{POSTCODE})(?:\s{CITY}(?=[\s,.;!?]|$))?|,\s{CITY}(?=\s*(?:[,.;!?)\n]|$)))?"
    rf"(?:,\s(?:USA|UK|U\.K\.|United Kingdom|Ireland|Germany|Deutschland|France|Australia|Canada))?"
)

CAPS = rf"(?:(?:{CAP}|{PARTICLE})\s){{0,4}}{CAP}"
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:(?i:{UNIT}),?\s)?{NUMBER},?\s(?:[NSEW]{{1,2}}\.?\s)?(?:(?:{CAP}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,4}}"
        rf"{SUFFIX}(?:\s[NSEW]{{1,2}}\b)?{TAIL}",
        rf"(?:(?i:{UNIT}),\s)?{NUMBER},?\s{CAP}(?:\s{CAP}){{0,2}}(?:,\s{CITY})?,?\s[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}}\b",
        rf"(?i:{UNIT}),\s{CAP}(?:\s{CAP}){{0,3}},\s(?:{NUMBER}\s)?{CITY},?\s(?i:{POSTCODE})",
        r"\b[A-ZÄÖÜ][\wäöüß-]{1,30}(?:straße|strasse|str\.|weg|gasse|platz|allee|damm|ufer|gatan|vägen|veien|gata|straat|laan|plein|katu)"
        rf"\s\d{{1,4}}\s?(?:[a-z]\b)?{TAIL}",
        r"\b(?:Rua|Rue|Via|Viale|Calle|Avenida|Plaza|Piazza|Carrer|Praça|Corso|Largo|[Uu]l\.|Am|An der|Im|Unter den)\s"
        rf"{CAPS},?\s(?:n[º°.]\s?)?\d{{1,4}}\b{TAIL}",
        rf"{NUMBER},?\s(?:bis,?\s)?(?:rue|avenue|boulevard|place|chemin|allée|impasse|quai)\s(?:(?:{PARTICLE}|{CAP})[\s']){{0,4}}"
        rf"{CAP}{TAIL}",
        rf"\b{CAP}(?:\s(?:{CAP}|{PARTICLE})){{0,4}},?\s\d{{1,4}}[a-z]?,\s\d{{4,5}}(?:-\d{{3}})?\s{CITY}",
        rf"\b(?i:p\.?\s?o\.?\s?box)\s\d{{1,6}}{TAIL}",
    )
)
LEADS = r"(?:address|live|lives|living|deliver\w*|ship\w*|send|sent|post|mov\w+|at|to|place|house|home|is)"
NO_STREET = r"(?:min|minute|mile|hour|day|week|month|people|more|other|different|of|the|in|on|and|x|or|to|from|time|block)s?"
SMALL = re.compile(
    rf"(?i:\b{LEADS}\b[\s:,]{{1,3}}|^)(?P<street>{NUMBER}\s(?:(?!{NO_STREET}\s)[a-z][a-z'-]{{1,20}}\s){{1,3}}"
    rf"(?i:{STRONG})(?:,?\s(?i:{UNIT})(?!\w))?(?:,?\s(?:[a-z]{{3,20}}\s)?(?i:{POSTCODE}))?)"
)
"""A street in small letters, which must begin the message or follow one of ``LEADS``."""


def addresses(text: str) -> Iterator[Detection]:
    """Every address from its flat to its postcode; a street or a postcode alone is not personal."""
    if not any(c.isdigit() for c in text):
        return
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield Detection("ADDRESS", match.start(), match.start() + len(match[0].rstrip(".")))
    for match in SMALL.finditer(text):
        yield Detection("ADDRESS", match.start("street"), match.end("street"))
