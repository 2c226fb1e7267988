"""The pieces of the page that have a script of their own, as NiceGUI elements; each sends only its own state."""

from typing import Any

from nicegui.element import Element

from bot.desk.board import Section

NOTHING = {
    "waiting": "Nobody is waiting.",
    "mine": "Take over a conversation and it appears here.",
    "others": "Nobody else is writing.",
    "bot": "The bot talks to nobody.",
    "closed": "None yet.",
}


class Part(Element):
    """An element whose state is a set of properties, sent when one of them changes."""

    def show(self, **state: Any) -> None:
        """Set these properties."""
        changed = {name: value for name, value in state.items() if self.props.get(name) != value}
        if changed:
            self.props.update(changed)
            self.update()


class Rows(Part, component="rows.js"):
    """A section of the list; emits ``open`` with an id, and ``more``."""

    def show_section(self, section: Section, server: float) -> None:
        """Show these rows; ``server`` is the server's clock, in seconds since the epoch, by which times are counted."""
        state = {"name": section.name, "title": section.title, "rows": section.rows, "total": section.total, "more": section.more}
        state["rated"] = section.rated
        state["nothing"] = "" if section.narrowed else NOTHING[section.name]
        if any(self.props.get(name) != value for name, value in state.items()):
            self.show(**state, server=server)


class Thread(Part, component="thread.js"):
    """The scrolling box around the lines."""


class Lines(Part, component="lines.js"):
    """Some lines of the conversation; emits ``why`` with a turn, and ``again`` with a line that is to be tried again."""


class Composer(Part, component="composer.js"):
    """Where the operator writes; emits ``say`` with a conversation and a text."""


class Offers(Part, component="offers.js"):
    """Suggested replies; emits ``seen`` with the wordings that have come before the operator's eyes."""


class Title(Part, component="title.js"):
    """Which conversation is open."""


class Close(Part, component="close.js"):
    """The button that ends a conversation; asks before, where there is a question or a draft. Emits ``close``."""


class Hand(Part, component="hand.js"):
    """The button that hands a conversation on, and what it asks; emits ``look`` when it is opened, and ``hand`` with to whom."""


class Keep(Part, component="keep.js"):
    """What a lead does with what is kept; emits ``look`` when it asks, ``erase`` with a conversation, ``refused`` with why no export."""


class Deletions(Part, component="deletions.js"):
    """The record of deletions; emits ``look`` when it is opened."""


class Details(Part, component="details.js"):
    """The column of what is known, which covers the conversation where there is no room beside it."""


class Facts(Part, component="facts.js"):
    """What is known."""


class Letters(Part, component="letters.js"):
    """What was not delivered; emits ``again`` with a conversation and a line, ``all`` with a cause, ``open`` with an id, and ``leave``.

    ``dismiss`` comes with the same as ``again``.
    """


class Why(Part, component="why.js"):
    """The explanation of a turn; emits ``turn`` with another one, and ``weigh`` where its words are wanted."""


class Meant(Part, component="meant.js"):
    """What a message meant; emits ``mean`` with a conversation, a turn and intents, and ``take-back`` with a conversation and a turn."""


class Keys(Part, component="keys.js"):
    """The keyboard and its help; emits ``look`` with whether the page is before somebody, when that changes."""


class Plain(Element):
    """An HTML element with a text and no style of a library."""

    def __init__(self, tag: str, text: str | None = None, classes: str = "") -> None:
        super().__init__(tag)
        self._text = text
        self.classes(classes)

    def say(self, text: str) -> None:
        """Change the text."""
        if text != self._text:
            self._text = text
            self.update()


class Press(Plain):
    """A button; ``does`` is its stable name for the keyboard and for tests."""

    def __init__(self, text: str, does: str, classes: str = "") -> None:
        super().__init__("button", text, f"press {classes}")
        self.props["type"] = "button"
        self.props["data-do"] = does
