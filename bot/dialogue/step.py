"""Decides: a conversation and an event in, the next conversation and what is wanted out. Nothing else decides anything."""

from bot.dialogue import flows, repair, safety, silence
from bot.dialogue.answers import asked_step
from bot.dialogue.closing import close, reopen
from bot.dialogue.commands import Command
from bot.dialogue.conversation import Conversation, Offer
from bot.dialogue.domain import Act, Domain
from bot.dialogue.effects import Button, Understand
from bot.dialogue.events import (
    ActionFailed,
    ActionRequested,
    ActionReturned,
    ConversationClosed,
    ConversationOpened,
    CustomerRated,
    Event,
    Found,
    MessageReceived,
    ModelFailed,
    OperatorJoined,
    OperatorReleased,
    OperatorSaid,
    TimerFired,
    Understood,
)
from bot.dialogue.frozen import changed
from bot.dialogue.handover import hand_over
from bot.dialogue.hearing import han, nothing_else, without
from bot.dialogue.interpret import choice, interpret
from bot.dialogue.people import at_the_desk, in_queue, overheard
from bot.dialogue.progress import Progress
from bot.dialogue.quoting import quote
from bot.dialogue.replies import find, render
from bot.dialogue.trace import Step
from bot.dialogue.typed import typed

LETTERS = 3
"""Letters from which on a message with Latin ones says which language it is in."""


def opening(conversation_id: str, domain: Domain, language: str | None = None) -> Conversation:
    """The state before anything happened."""
    return Conversation(conversation_id, domain.name, language=language if language in domain.languages else domain.languages[0])


def step(conversation: Conversation, event: Event, domain: Domain) -> Step:
    """One event's consequences."""
    progress = Progress(conversation, domain, event.at)
    match event:
        case ConversationOpened(language=language):
            progress.change(language=language if language in domain.languages else conversation.language)
            if conversation.mode == "bot":
                progress.say("greeting")
        case MessageReceived():
            received(progress, event)
        case Understood() | Found() | ActionReturned() | ActionFailed() | ModelFailed():
            result(progress, event)
        case OperatorJoined() | OperatorSaid() | OperatorReleased():
            at_the_desk(progress, event)
        case CustomerRated(score=score):
            progress.change(rating=score)
            if conversation.mode != "operator":
                progress.say("rated")
        case ConversationClosed(by=by):
            close(progress, by)
        case TimerFired():
            silence.fired(progress, event)
        case ActionRequested():
            pass
    while progress.conversation.mode == "bot" and flows.held_up(progress):
        repair.serve(progress)
    silence.watch(progress, event)
    return progress.step()


def result(progress: Progress, event: Understood | Found | ActionReturned | ActionFailed | ModelFailed) -> None:
    """Something the bot had asked for came back; after a takeover it is only recorded, the bot does not speak."""
    if progress.conversation.mode == "queued" and isinstance(event, Understood):
        overheard(progress, event)
        return
    if progress.conversation.mode != "bot":
        progress.note("bot_may_speak", False, f"the conversation is in mode {progress.conversation.mode}")
        return
    match event:
        case Understood():
            understood(progress, event)
        case Found():
            quote(progress, event)
            go_on(progress)
        case ActionReturned() | ActionFailed():
            came_back(progress, event)
        case ModelFailed(stage=stage, reason=reason):
            model_failed(progress, stage, reason)


def received(progress: Progress, event: MessageReceived) -> None:
    """A message begins a turn: who answers it depends on the mode."""
    conversation = progress.conversation
    closed, held = conversation.mode == "closed", conversation.held
    if closed:
        reopen(progress)
    before = conversation.said or conversation.said_before
    progress.change(
        turn=conversation.turn + 1,
        delivery_id=event.delivery_id,
        actions=0,
        wishes=(),
        text=event.text,
        said=(),
        said_before=before,
        lines=progress.lines_with("customer", event.text),
    )
    flows.restore(progress)
    if alarmed(progress, event.text):
        return
    if closed and held:
        hand_over(progress, "safety")
        return
    match progress.conversation.mode:
        case "operator":
            progress.note("bot_may_speak", False, f"{conversation.operator} has the conversation")
        case "queued":
            in_queue(progress, event)
        case _ if event.choice == "languages":
            offer_languages(progress)
        case _ if event.choice is not None:
            repaired(progress, choice(event.choice, progress.conversation, progress.domain))
        case _ if event.attachment is not None:
            with_attachment(progress, event)
        case _ if not event.text.strip():
            progress.note("empty_message", True, "nothing but white space")
            progress.say("empty_message")
        case _:
            progress.want(Understand(event.text))


def with_attachment(progress: Progress, event: MessageReceived) -> None:
    """Say that only people can look at what was sent, once where several things come in a row, and read what was written to it."""
    progress.note("attachment", True, f"the customer sent a {event.attachment}")
    if not any(send.reply == "attachment" for send in progress.conversation.said_before):
        progress.say("attachment", buttons=(Button(render(progress.conversation, progress.domain, "button_human").text, "human"),))
    if event.text.strip():
        progress.want(Understand(event.text))


def offer_languages(progress: Progress) -> None:
    """Ask which language it shall be, each under its own name."""
    names = [(find(progress.domain, "language_name", language).texts[0], language) for language in progress.domain.languages]
    progress.say("choose_language", buttons=tuple(Button(name, f"language:{language}") for name, language in names))


def alarmed(progress: Progress, text: str) -> bool:
    """Act on words that a safety rule is about, before anything else reads them; where a person is in, they are only noted."""
    alarm = safety.heard(progress.domain, text)
    if alarm is None:
        return False
    rule, language = alarm
    if progress.conversation.mode == "operator":
        progress.note("rule", True, f"{rule.name}: {rule.because}")
        return False
    if language in progress.domain.languages:
        progress.change(language=language)
    flows.act_on(progress, rule)
    repair.serve(progress)
    return True


def understood(progress: Progress, event: Understood) -> None:
    """The models have read the message, or a part of it: first rules about its mood, which a button's words have none of, then its wish."""
    conversation = progress.conversation
    if event.text == conversation.text:
        follow_language(progress, event)
        if typed(conversation, event, progress.domain) is None and (angry(progress, event) or at_risk(progress, event)):
            return
    else:
        # A part is a wish of its own, and no answer to what was asked meanwhile; its mood was counted with the whole.
        conversation = changed(conversation, stack=(), question=None)
    progress.reads = event.text
    interpretation = interpret(conversation, event, progress.domain)
    progress.trace.extend(interpretation.trace)
    repaired(progress, interpretation.commands)


def repaired(progress: Progress, commands: tuple[Command, ...]) -> None:
    """Serve the commands of a message before its wishes that still wait, then offer a person to whoever is getting angry."""
    progress.change(wishes=(*commands, *progress.conversation.wishes))
    repair.serve(progress)
    settle(progress)


def follow_language(progress: Progress, event: Understood) -> None:
    """Answer in the language of the message, where it has one that the pack speaks."""
    language = event.language
    if not language or language == progress.conversation.language or tells_nothing(event.text) or only_answers(progress, event):
        return
    speaks = language in progress.domain.languages
    progress.note("switch_language", speaks, f"the message is in {language}")
    if speaks:
        progress.change(language=language)


def only_answers(progress: Progress, event: Understood) -> bool:
    """Whether a message is nothing but a value of what was asked, which is written alike in any language, also beside Chinese words."""
    step = asked_step(progress.conversation, progress.domain)
    if step is None or not any(e.slot == step.slot for e in event.entities):
        return False
    return nothing_else(event, {step.slot}) or han(without(event, lambda entity: entity.slot == step.slot)) > 0


def tells_nothing(text: str) -> bool:
    """Whether a message is as good in any language: "ok", "L码", "XL", "不，XL"."""
    letters = [c for c in text if c.isalpha()]
    return any(c.isascii() for c in letters) and (len(letters) < LETTERS or (han(text) == 1 and len(text.split()) == 1))


def angry(progress: Progress, event: Understood) -> bool:
    """Count messages in a row that sound negative; at the pack's limit, hand over before anything else is tried."""
    count = progress.conversation.negative + 1 if event.mood == "negative" else 0
    limit = progress.domain.escalation.negative
    fired = 0 < limit <= count
    progress.change(negative=count)
    progress.note("angry", fired, f"{count} negative in a row, limit {limit}")
    if fired:
        hand_over(progress, "angry")
    return fired


def at_risk(progress: Progress, event: Understood) -> bool:
    """Hand over where the conversation is as likely to end in escalation as the pack's limit says; a pack without one has no such rule."""
    limit = progress.domain.escalation.risk
    if limit <= 0 or event.risk is None:
        return False
    fired = event.risk >= limit
    progress.note("at_risk", fired, f"risk of escalation {event.risk:.0%}, limit {limit:.0%}")
    if fired:
        hand_over(progress, "at_risk")
    return fired


def settle(progress: Progress) -> None:
    """At the end of what a message led to: offer a person where the mood asks for it, unless the bot has just asked something."""
    conversation = progress.conversation
    limit = progress.domain.escalation.negative_offer
    waiting = bool(conversation.stack) or conversation.question is not None or bool(conversation.wishes)
    if progress.handed_over or waiting or not 0 < limit <= conversation.negative or not conversation.said:
        return
    progress.note("offer_human", True, f"{conversation.negative} negative messages in a row, limit {limit}")
    progress.change(question=Offer("angry"))
    progress.say("offer_human")


def go_on(progress: Progress) -> None:
    """After a question was answered: the next wish, or back to the flow that it interrupted."""
    flows.come_back(progress)
    repair.serve(progress)
    settle(progress)


def came_back(progress: Progress, event: ActionReturned | ActionFailed) -> None:
    """An action's result goes into the slots and its flow goes on; a failure goes the way that the flow names, or to a person."""
    stack = progress.conversation.stack
    waiting = progress.domain.flows[stack[-1].flow].steps.get(stack[-1].step) if stack else None
    if not isinstance(waiting, Act) or waiting.action != event.action:
        progress.note("action_expected", False, f"no flow waits for {event.action} any more")
        return
    if isinstance(event, ActionReturned):
        progress.set_slots(event.results)
        flows.leave(progress, waiting.next)
    elif waiting.failed is not None:
        progress.note("action_failed", True, event.reason)
        flows.go(progress, waiting.failed)
    else:
        progress.note("action_failed", True, event.reason)
        if flows.has_pattern(progress, "action_failed"):
            flows.go(progress, None)
            flows.bend(progress, "action_failed")
        else:
            progress.say("action_failed")
            hand_over(progress, "action_failed")
    repair.serve(progress)
    settle(progress)


def model_failed(progress: Progress, stage: str, reason: str) -> None:
    """Go on without the model: offer a person."""
    progress.note("model_failed", True, f"{stage}: {reason}")
    progress.change(question=Offer("model_failed"), wishes=())
    progress.say("model_failed", buttons=(Button(render(progress.conversation, progress.domain, "button_human").text, "human"),))
