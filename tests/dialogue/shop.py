"""A small hand-written shop, and a player that carries out a step's effects as the engine would."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.dialogue.conditions import Compare
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import (
    Act,
    Action,
    Branch,
    Collect,
    Domain,
    Escalation,
    Flow,
    HandOver,
    Intent,
    Link,
    Option,
    Reply,
    Say,
    Set,
    Slot,
)
from bot.dialogue.effects import AskRating, CallAction, Effect, Escalate, Retrieve, Send, Understand
from bot.dialogue.events import (
    ActionFailed,
    ActionReturned,
    Entity,
    Event,
    Found,
    MessageReceived,
    ModelFailed,
    Passage,
    Score,
    Thresholds,
    Understood,
    Value,
)
from bot.dialogue.step import opening, step
from bot.dialogue.trace import Reason

SYSTEM = [
    "greeting",
    "out_of_scope",
    "not_understood",
    "clarify",
    "nothing_found",
    "answer_near",
    "answer_missed",
    "offer_human",
    "handed_over",
    "in_queue",
    "in_queue_held",
    "each_of_them",
    "place_kept",
    "out_of_queue",
    "operator_joined",
    "operator_transferred",
    "operator_queued",
    "operator_queued_closed",
    "operator_left",
    "cancelled",
    "resumed",
    "corrected",
    "noted",
    "anything_else",
    "action_failed",
    "model_failed",
    "button_human",
    "empty_message",
    "ask_rating",
    "rated",
    "closed",
    "thanks",
    "bot_identity",
    "handed_over_closed",
    "still_there",
    "closed_silent",
    "needed",
    "many_wishes",
    "go_ahead",
    "ask_away",
    "take_your_time",
    "no_worries",
    "something_else",
    "attachment",
    "choose_language",
    "language_name",
]
TEXTS = {
    "cancelled": "Stopped: {flow}.",
    "resumed": "Back to {flow}.",
    "corrected": "Noted: {value}.",
    "noted": "For later: {value}.",
    "operator_joined": "{operator} is here.",
    "operator_transferred": "{operator} takes over.",
    "ask_code": "Which order?",
    "ask_code_again": "It starts with HL-.",
    "on_its_way": "{order_code} arrives on {eta:date}.",
    "unknown_order": "I find no {order_code}.",
    "confirm_cancel": "Cancel {order_code}, {amount:money}?",
    "is_cancelled": "{order_code} is cancelled.",
    "kept": "It stays.",
    "ask_reason": "What is wrong?",
    "ask_story": "What happened?",
    "return_started": "Return of {order_code} ({reason}) started.",
}


def replies(language: str) -> dict[str, Reply]:
    prefix = "" if language == "en" else f"{language}:"
    return {name: Reply(name, (prefix + TEXTS.get(name, name),)) for name in [*SYSTEM, *TEXTS]}


def flow(name: str, *steps: object, forgets: tuple[str, ...] = ()) -> Flow:
    return Flow(name, {"en": name, "zh": name}, {s.id: s for s in steps}, steps[0].id, forgets)  # type: ignore[attr-defined, misc]


DOMAIN = Domain(
    name="shop",
    version="v1",
    title={"en": "Shop"},
    languages=("en", "zh"),
    intents={
        name: Intent(name, {"en": name.replace("_", " "), "zh": f"中文{name}"}, **how)
        for name, how in {
            "track_order": {"flow": "track"},
            "cancel_order": {"flow": "cancel"},
            "return_item": {"flow": "return"},
            "complaint": {"flow": "complain"},
            "delivery_cost": {},
            "return_policy": {},
            "human_agent": {"human": True},
            "greeting": {"reply": "greeting"},
            "thanks": {"reply": "thanks"},
        }.items()
    },
    slots={
        "order_code": Slot("order_code", "code", "ask_code", "ask_code_again"),
        "sure": Slot("sure", "boolean", "confirm_cancel"),
        "reason": Slot(
            "reason",
            "choice",
            "ask_reason",
            options=(Option("too_small", {"en": "Too small", "zh": "太小"}), Option("broken", {"en": "Broken", "zh": "坏了"})),
        ),
        "story": Slot("story", "text", "ask_story"),
    },
    flows={
        "track": flow(
            "track",
            Collect("code", "order_code", "look"),
            Act("look", "order_status", ("order_code",), "known"),
            Branch("known", Compare("status", "==", ("unknown",)), "unknown", "tell"),
            Say("unknown", "unknown_order", None),
            Say("tell", "on_its_way", None),
            forgets=("status", "eta"),
        ),
        "cancel": flow(
            "cancel",
            Collect("code", "order_code", "look"),
            Act("look", "order_status", ("order_code",), "sure"),
            Collect("sure", "sure", "branch", confirm=True),
            Branch("branch", Compare("sure", "==", (True,)), "do", "keep"),
            Act("do", "cancel_order", ("order_code",), "done"),
            Say("done", "is_cancelled", None),
            Say("keep", "kept", None),
            forgets=("status", "eta", "amount"),
        ),
        "return": flow(
            "return",
            Collect("code", "order_code", "why"),
            Collect("why", "reason", "start"),
            Say("start", "return_started", None),
            forgets=("reason",),
        ),
        "complain": flow("complain", Collect("story", "story", "over"), HandOver("over", "complaint"), forgets=("story",)),
        "loop": flow("loop", Set("a", {"x": 1}, "b"), Set("b", {"x": 2}, "a")),
        "linked": flow("linked", Link("go", "track")),
    },
    replies={"en": replies("en"), "zh": replies("zh")},
    actions={
        "order_status": Action("order_status", "reads", ("order_code",)),
        "cancel_order": Action("cancel_order", "writes", ("order_code",)),
    },
    escalation=Escalation(misunderstood=2, out_of_scope=2, negative_offer=2, negative=3),
)

THRESHOLDS = Thresholds(accept=0.6, out_of_scope=0.5, second=0.3)
PASSAGE = Passage("costs#1", "Delivery costs", "Delivery costs $4.90.", 0.9, "knowledge", "en", ("delivery_cost",))


def reading(
    *intents: tuple[str, float], mood: str = "neutral", outside: float = 0.0, entities: tuple[Entity, ...] = (), language: str = "en"
) -> Callable[[str], Understood]:
    """A function that returns this reading for any text."""

    def understand(text: str) -> Understood:
        moods = tuple(Score(name, 0.9 if name == mood else 0.05) for name in ("negative", "neutral", "positive"))
        ranked = tuple(Score(*pair) for pair in intents)
        return Understood(0.0, text, language, ranked, outside, moods, entities, THRESHOLDS, "test")

    return understand


def code(value: str = "HL-204518") -> Entity:
    return Entity("code", value, value, 0, len(value), "order_code")


def yes(value: bool = True) -> Entity:
    return Entity("boolean", value, "yes" if value else "no", 0, 3)


def command(value: str) -> Entity:
    return Entity("choice", value, value, 0, len(value), "command")


@dataclass
class Player:
    """Plays a conversation: keeps the state, carries out effects and remembers what was sent."""

    conversation: Conversation = field(default_factory=lambda: opening("c1", DOMAIN, "en"))
    domain: Domain = DOMAIN
    passages: tuple[Passage, ...] = (PASSAGE,)
    results: Mapping[str, Mapping[str, Value] | None] = field(
        default_factory=lambda: {
            "order_status": {"status": "placed", "eta": "2026-11-27", "amount": 59.9},
            "cancel_order": {"status": "cancelled"},
        }
    )
    sent: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    trace: list[Reason] = field(default_factory=list)
    deliveries: int = 0
    model_fails: bool = False

    def write(self, text: str, understand: Callable[[str], Understood] | None = None, choice: str | None = None) -> list[str]:
        """Send one customer message; returns what the bot said."""
        self.deliveries += 1
        return self.happen(MessageReceived(0.0, text, f"d{self.deliveries}", choice), understand)

    def happen(self, event: Event, understand: Callable[[str], Understood] | None = None) -> list[str]:
        """Apply one event and everything it leads to; returns the texts sent."""
        pending, before = deque([event]), len(self.sent)
        self.effects, self.trace = [], []
        for _ in range(200):
            if not pending:
                return self.sent[before:]
            decided = step(self.conversation, pending.popleft(), self.domain)
            self.conversation = decided.conversation
            self.trace += decided.trace
            for effect in decided.effects:
                self.effects.append(effect)
                result = self.carry_out(effect, understand)
                if result is not None:
                    pending.append(result)
        raise AssertionError("the turn does not end")

    def carry_out(self, effect: Effect, understand: Callable[[str], Understood] | None) -> Event | None:
        match effect:
            case Send(text=text) | AskRating(text=text):
                self.sent.append(text)
            case Understand(text=text):
                return ModelFailed(0.0, "understand", "no model") if self.model_fails or understand is None else understand(text)
            case Retrieve(query=query, intents=intents):
                return Found(0.0, query, self.passages, intents)
            case CallAction(key=key, action=action):
                results = self.results[action]
                return ActionFailed(0.0, key, action, "down") if results is None else ActionReturned(0.0, key, action, results)
            case Escalate():
                pass
        return None

    def wanted(self, kind: type) -> list[Effect]:
        """The effects of one kind in the last turn."""
        return [effect for effect in self.effects if isinstance(effect, kind)]
