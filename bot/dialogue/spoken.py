"""What a message says to the bot itself: a command, a rating, or that the customer does not want anything yet."""

from bot.dialogue.answers import asked_step
from bot.dialogue.commands import AskHuman, CancelFlow, Command, NothingYet, Rate, Repeat, Restart, Speak
from bot.dialogue.conversation import Conversation, Offer
from bot.dialogue.domain import Domain
from bot.dialogue.events import Understood
from bot.dialogue.hearing import values_given, yes_or_no
from bot.dialogue.trace import Reason
from bot.dialogue.vague import vague

SPOKEN: dict[str, Command] = {"cancel": CancelFlow(), "repeat": Repeat(), "restart": Restart(), "human": AskHuman()}
"""The commands for phrases that recognisers mark (entities of slot ``command``)."""

NOTHING_YET: dict[str, tuple[str, str]] = {
    "opener": ("go_ahead", "ask_away"),
    "hesitation": ("take_your_time", "take_your_time"),
    "sorry": ("no_worries", "no_worries"),
    "laugh": ("anything_else", "take_your_time"),
    "changed_mind": ("something_else", "something_else"),
}
"""For marks of the recognisers, the reply if nothing is asked and the reply while a flow asks something."""

RATINGS = (1, 2, 3, 4, 5)


def spoken(understood: Understood, trace: list[Reason]) -> tuple[Command, ...]:
    """The first command to the bot itself: cancel, repeat, start over, bring a person, or switch language."""
    for entity in understood.entities:
        if entity.slot == "command" and (command := to_the_bot(str(entity.value))) is not None:
            trace.append(Reason("spoken_command", True, f"“{entity.text}” means {entity.value}"))
            return (command,)
    return ()


def to_the_bot(value: str) -> Command | None:
    """The command for a mark; None for marks that only help to read a message."""
    head, _, language = value.partition(":")
    return Speak(language) if head == "language" and language else SPOKEN.get(value)


def rated(conversation: Conversation, understood: Understood, trace: list[Reason]) -> tuple[Command, ...]:
    """The rating that was asked for, if the message is little more than a number from 1 to 5 and no flow is under way."""
    if not (conversation.rating_asked or conversation.late_rating) or conversation.rating is not None or conversation.stack:
        return ()
    marks = [
        e for e in understood.entities if e.kind == "number" and e.value in RATINGS and 2 * len(e.text) >= len(understood.text.strip())
    ]
    if not marks:
        return ()
    trace.append(Reason("rated", True, f"“{marks[0].text}” is the rating that was asked for"))
    return (Rate(int(marks[0].value or 0)),)


def nothing_yet(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The response to an opener, a hesitation or the like; a no to a decision stays a no, and a change of mind ends the flow."""
    mark = next((str(e.value) for e in understood.entities if e.slot == "command" and e.value in NOTHING_YET), None)
    given = values_given(understood, domain)
    if mark is None and vague(understood) and not (given and conversation.stack):
        mark = "opener"
    if mark is None:
        return ()
    if mark == "changed_mind" and conversation.stack:
        trace.append(Reason("spoken_command", True, f"“{understood.text}” gives up what is under way"))
        return (CancelFlow(),)
    step = asked_step(conversation, domain)
    deciding = isinstance(conversation.question, Offer) or (step is not None and domain.slots[step.slot].kind == "boolean")
    if deciding and yes_or_no(understood) is False:
        return ()
    outside, inside = NOTHING_YET[mark]
    trace.append(Reason("nothing_yet", True, f"“{understood.text}” wants nothing yet"))
    return (*given, NothingYet(outside if step is None else inside))
