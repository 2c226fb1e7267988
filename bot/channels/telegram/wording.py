"""Lines as Telegram shows them: split where sentences end, escaped, with buttons below the last part."""

import re
import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.store.records import Message

LONGEST = 4096
"""The longest message, without its formatting; counted in UTF-16 units, the strictest reading of Telegram's "characters"."""

SHORT = 20
"""Characters up to which the label of a button shares a row with another."""

ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|[。！？…][”’」』）]*"),
    re.compile(r"\n|[;；,，、:：](?=\s|[^\W\d])"),
    re.compile(r"\s"),
)
"""Where a text may be split, the best places first."""

LINK = re.compile(r"^[ \t]*(https://\S+\.(?:(?P<photo>jpe?g|png|webp)|pdf|zip)(?:\?\S*)?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
"""A line that consists of the address of a picture or document of a kind that Telegram fetches itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One message to Telegram; ``content`` is HTML, the address of a photo or document, or the ``seq`` of a line with a drawing."""

    kind: Literal["text", "photo", "document", "drawing"]
    content: str


def pieces(message: Message) -> list[Piece]:
    """A line in non-empty parts; an operator's line begins with the name, and a line of the system is in italics."""
    found = [Piece("drawing", str(message.seq))] if message.drawing else []
    end, first = 0, True
    for link in LINK.finditer(message.text):
        words = texts(message.text[end : link.start()], message, first)
        found += [*words, Piece("photo" if link["photo"] else "document", link[1])]
        end, first = link.end(), first and not words
    return found + texts(message.text[end:], message, first)


def texts(text: str, message: Message, first: bool) -> list[Piece]:
    """A text as HTML parts; ``first`` if no words of the line went before, so that an operator's name goes here."""
    name = message.reply if message.author == "operator" and first else ""
    cut = cuts(text.strip(), LONGEST - units(name) - 2)
    shown = [f"<i>{escape(part, quote=False)}</i>" if message.author == "system" else escape(part, quote=False) for part in cut]
    if name and shown:
        shown[0] = f"<b>{escape(name, quote=False)}:</b>\n{shown[0]}"
    return [Piece("text", part) for part in shown]


def cuts(text: str, longest: int = LONGEST) -> list[str]:
    """A text in parts of at most ``longest`` UTF-16 units, split at the best place in the second half of each; only white space is lost."""
    found = []
    while units(text) > longest:
        most = reach(text, longest)
        at = next((at for pattern in ENDS if (at := last(pattern, text, most)) > most // 2), whole(text, most))
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [part for part in (*found, text) if part]


def units(text: str) -> int:
    """The number of UTF-16 units of a text."""
    return len(text) + sum(c > "\uffff" for c in text)


def reach(text: str, longest: int) -> int:
    """The number of a text's first characters that fit into ``longest`` UTF-16 units."""
    taken = 0
    for at, c in enumerate(text):
        taken += 1 + (c > "\uffff")
        if taken > longest:
            return at
    return len(text)


def last(pattern: re.Pattern[str], text: str, most: int) -> int:
    """The end of the last match within the first ``most`` characters, or just behind them if it ends in white space; 0 without one."""
    ends = (found.end() for found in pattern.finditer(text, 0, most + 1))
    return max((end for end in ends if end <= most or text[end - 1].isspace()), default=0)


def whole(text: str, most: int) -> int:
    """A position up to ``most`` that separates no character from its combining marks and splits no emoji."""
    at = most
    while at > 1 and (joins(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    return at if at > most // 2 else most


def joins(c: str) -> bool:
    """Whether a character combines with the one before."""
    return unicodedata.combining(c) > 0 or c in "\u200d\ufe0e\ufe0f" or "\U0001f3fb" <= c <= "\U0001f3ff"


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """A line's buttons; each sends back its position, since its payload may be longer than the 64 bytes that Telegram allows."""
    if message.kind == "rating":
        return InlineKeyboardMarkup([[InlineKeyboardButton(str(n), callback_data=f"rate.{message.seq}.{n}") for n in range(1, 6)]])
    if not message.buttons:
        return None
    buttons = [InlineKeyboardButton(b.label, callback_data=f"{message.seq}.{index}") for index, b in enumerate(message.buttons)]
    wide = 1 if any(len(button.text) > SHORT for button in buttons) else 2
    return InlineKeyboardMarkup([buttons[at : at + wide] for at in range(0, len(buttons), wide)])
