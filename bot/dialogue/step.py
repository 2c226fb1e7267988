"""The entry point of the core: ``step`` takes a conversation and an event, and returns the next conversation and the effects it wants."""

from bot.dialogue import flows, repair, safety, silence
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
    OperatorTransferred,
    TimerFired,
    Understood,
)
from bot.dialogue.frozen import changed
from bot.dialogue.handover import hand_over
from bot.dialogue.interpret import choice, interpret
from bot.dialogue.language import follow_language
from bot.dialogue.people import at_the_desk, in_queue, overheard
from bot.dialogue.progress import Progress
from bot.dialogue.quoting import quote
from bot.dialogue.replies import find, render
from bot.dialogue.trace import Step


def opening(conversation_id: str, domain: Domain, language: str | None = None) -> Conversation:
    """The state of a new conversation; a ``language`` that the pack does not speak is replaced by the pack's first."""
    return Conversation(conversation_id, domain.name, language=language if language in domain.languages else domain.languages[0])


def step(conversation: Conversation, event: Event, domain: Domain) -> Step:
    """Apply one event: the next conversation, the effects that the engine carries out, and a reason for each rule that was checked."""
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
        case OperatorJoined() | OperatorSaid() | OperatorReleased() | OperatorTransferred():
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
    """Handle the result of an effect; after a takeover the bot only notes it and does not speak."""
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
    """Begin a turn with a customer's message; the mode decides who answers it."""
    conversation = progress.conversation
    closed, held = conversation.mode == "closed", conversation.held
    late = closed and conversation.rating_asked and conversation.rating is None
    if closed:
        reopen(progress)
    before = conversation.said or conversation.said_before
    progress.change(
        turn=conversation.turn + 1,
        delivery_id=event.delivery_id,
        late_rating=late,
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
    """Read the caption of an attachment and say that only people can look at the file; several attachments in a row get one such reply."""
    progress.note("attachment", True, f"the customer sent a {event.attachment}")
    if not any(send.reply == "attachment" for send in progress.conversation.said_before):
        progress.say("attachment", buttons=(Button(render(progress.conversation, progress.domain, "button_human").text, "human"),))
    if event.text.strip():
        progress.want(Understand(event.text))


def offer_languages(progress: Progress) -> None:
    """Offer the pack's languages as buttons, each under its own name."""
    names = [(find(progress.domain, "language_name", language).texts[0], language) for language in progress.domain.languages]
    progress.say("choose_language", buttons=tuple(Button(name, f"language:{language}") for name, language in names))


def alarmed(progress: Progress, text: str) -> bool:
    """Act on words that set off a safety alarm, before anything else reads the message; while an operator has it, only note the alarm."""
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
    """Act on what the models read in a message or in a part of it: first on the mood, unless the words are a button's, then on the wish."""
    conversation, whole = progress.conversation, event.text == progress.conversation.text
    if whole:
        follow_language(progress, event)
    else:
        # A part is a wish of its own and does not answer what the bot has asked meanwhile; its mood was counted with the whole.
        conversation = changed(conversation, stack=(), question=None)
    interpretation = interpret(conversation, event, progress.domain)
    if whole and not interpretation.button and (angry(progress, event) or at_risk(progress, event)):
        return
    progress.reads = event.text
    progress.trace.extend(interpretation.trace)
    repaired(progress, interpretation.commands)


def repaired(progress: Progress, commands: tuple[Command, ...]) -> None:
    """Serve new commands ahead of the wishes that still wait, then offer a person to a customer who is getting angry."""
    progress.change(wishes=(*commands, *progress.conversation.wishes))
    repair.serve(progress)
    offer_person(progress)


def angry(progress: Progress, event: Understood) -> bool:
    """Count negative messages in a row; at the pack's limit, hand over before anything else is tried."""
    count = progress.conversation.negative + 1 if event.mood == "negative" else 0
    limit = progress.domain.escalation.negative
    fired = 0 < limit <= count
    progress.change(negative=count)
    progress.note("angry", fired, f"{count} negative in a row, limit {limit}")
    if fired:
        hand_over(progress, "angry")
    return fired


def at_risk(progress: Progress, event: Understood) -> bool:
    """Hand over if the predicted risk of escalation reaches the pack's limit; a limit of 0 switches the rule off."""
    limit = progress.domain.escalation.risk
    if limit <= 0 or event.risk is None:
        return False
    fired = event.risk >= limit
    progress.note("at_risk", fired, f"risk of escalation {event.risk:.0%}, limit {limit:.0%}")
    if fired:
        hand_over(progress, "at_risk")
    return fired


def offer_person(progress: Progress) -> None:
    """Once a message has been served, offer a person if the mood calls for it, unless the bot is waiting for an answer."""
    conversation = progress.conversation
    limit = progress.domain.escalation.negative_offer
    waiting = bool(conversation.stack) or conversation.question is not None or bool(conversation.wishes)
    if progress.handed_over or waiting or not 0 < limit <= conversation.negative or not conversation.said:
        return
    progress.note("offer_human", True, f"{conversation.negative} negative messages in a row, limit {limit}")
    progress.change(question=Offer("angry"))
    progress.say("offer_human")


def go_on(progress: Progress) -> None:
    """After an answer from the knowledge base, return to the flow that it interrupted or serve the next wish."""
    flows.come_back(progress)
    repair.serve(progress)
    offer_person(progress)


def came_back(progress: Progress, event: ActionReturned | ActionFailed) -> None:
    """Continue the flow that waits for this action; a failure goes to the step's ``failed`` step, to the pack's pattern or to a person."""
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
    offer_person(progress)


def model_failed(progress: Progress, stage: str, reason: str) -> None:
    """Apologise and offer a person when a model did not answer."""
    progress.note("model_failed", True, f"{stage}: {reason}")
    progress.change(question=Offer("model_failed"), wishes=())
    progress.say("model_failed", buttons=(Button(render(progress.conversation, progress.domain, "button_human").text, "human"),))
