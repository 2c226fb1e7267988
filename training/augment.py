"""Augments texts with the noise of real customers: typing errors, no capitals, a message sent too early."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.inference.tags import Span

NEAR = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "k",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "xa",
}  # fmt: skip
"""The neighbours of each letter on a keyboard."""


def noisy(text: str, share: float, random: random.Random) -> str:
    """The text with one kind of noise, with probability ``share``; texts under eight characters are left alone."""
    if random.random() >= share or len(text) < 8:
        return text
    kinds: tuple[Callable[..., str], ...] = (slipped, slipped, unpunctuated, shortened, without_word)
    return random.choice(kinds)(text, random) or text


def noisy_beside(text: str, spans: Sequence[Span], share: float, random: random.Random) -> tuple[str, tuple[Span, ...]]:
    """The same for a text with marked words, with its moved spans: only the longest stretch without marks gets noise."""
    if not spans:
        return noisy(text, share, random), ()
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    start, end = max(zip(edges[::2], edges[1::2], strict=True), key=lambda stretch: stretch[1] - stretch[0])
    stretch = text[start:end]
    words = stretch.strip()
    changed = stretch.replace(words, noisy(words, share, random)) if words else stretch
    by = len(changed) - len(stretch)
    return text[:start] + changed + text[end:], tuple(
        replace(s, start=s.start + by, end=s.end + by) if s.start >= end else s for s in spans
    )


def slipped(text: str, random: random.Random) -> str:
    """One to three letters dropped, doubled, swapped or replaced by a neighbour on the keyboard."""
    letters = list(text)
    for _ in range(1 + min(2, len(text) // 40)):
        place = random.randrange(len(letters) - 1)
        kind = random.randrange(4)
        if kind == 0:
            letters[place] = ""
        elif kind == 1:
            letters[place] += letters[place]
        elif kind == 2:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = random.choice(NEAR.get(letters[place].lower(), letters[place] or " "))
    return "".join(letters)


def unpunctuated(text: str, _: random.Random) -> str:
    """The text without capitals, and without punctuation except inside words and numbers."""
    return " ".join(word.strip(".,;:!?\"'()…") for word in text.lower().split())


def shortened(text: str, random: random.Random) -> str:
    """The text without its last words: at most a fifth of them, and at least three are kept."""
    words = text.split()
    return " ".join(words[: max(3, len(words) - random.randint(1, max(1, len(words) // 5)))])


def without_word(text: str, random: random.Random) -> str:
    """The text without one of its words, if it has more than three."""
    words = text.split()
    if len(words) > 3:
        del words[random.randrange(len(words))]
    return " ".join(words)
