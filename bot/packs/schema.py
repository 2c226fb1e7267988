"""What may stand in a pack's YAML files, as pydantic models; a field's description tells people what to write there."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationInfo, WithJsonSchema, model_validator

from bot.dialogue.events import EntityKind, Value
from bot.packs.document import likeliest, nearest

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Labels = Annotated[
    dict[Language, Annotated[str, Field(min_length=1)]], Field(description="a text per language, e.g. {en: Track an order, zh: 查物流}")
]
Text = Annotated[str, Field(min_length=1)]
Minutes = Annotated[float, Field(ge=0, le=43_200, strict=False)]
Pattern = Literal["cancelled", "out_of_scope", "not_understood", "action_failed"]
KeyMistake = tuple[dict[str, Any], str, str]


class Model(BaseModel):
    """Strict and frozen; unknown and missing keys are reported to the context, a list of ``KeyMistake``, with what could stand there."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def keys(cls, data: Any, info: ValidationInfo) -> Any:
        """Report keys that nobody knows, and those that are needed where no unknown one looks like them."""
        if isinstance(data, dict) and isinstance(info.context, list):
            fields = {field.alias or name: field for name, field in cls.model_fields.items()}
            unknown = data.keys() - fields.keys()
            for key in unknown:
                info.context.append((data, key, f"unknown key{nearest(key, fields)}"))
            meant = {likeliest(key, fields) for key in unknown}
            for key, field in fields.items():
                if field.is_required() and key not in data and key not in meant:
                    info.context.append((data, key, f"is missing; write {field.description or 'it'}"))
        return data


class IntentText(Model):
    """An intent: at most one of flow, reply and human; otherwise the knowledge base answers."""

    labels: Labels
    flow: Name | None = Field(default=None, description="the flow that serves it: the name of a file in flows/")
    reply: Name | None = Field(default=None, description="the reply that serves it, for small talk")
    human: bool = Field(default=False, description="true: a person serves it")
    looks_up: Name | None = Field(default=None, description="the flow that answers instead of articles where a code it asks for is given")


class OptionText(Model):
    """A value of a choice slot."""

    labels: Labels
    synonyms: dict[Language, list[Text]] = Field(default={}, description="other words for it, a list per language")


class SlotText(Model):
    """A slot; ``ask`` is needed where a flow collects it and does not ask itself."""

    kind: EntityKind = Field(description="what its values are; the kind decides how they are read from a message")
    ask: Name | None = Field(default=None, description="the reply that asks for it")
    retry: Name | None = Field(default=None, description="the reply that asks again, with a better hint")
    instead_of: Name | None = Field(
        default=None, description="the text slot that says the same in the customer's words; where this one is put right, that is forgotten"
    )
    subject: bool = Field(
        default=False,
        description="its values are things that articles are about: a question about one is not answered by a passage headed by another",
    )
    why: Name | None = Field(default=None, description="the reply that says why it is needed, to whoever would rather not say")
    options: dict[str, OptionText] = Field(default={}, description="of a choice: its values, each with labels for the buttons")
    pattern: str | None = Field(
        default=None, description="of a code: a regular expression over the message in capitals without blanks, with a group (?P<code>...)"
    )
    template: str | None = Field(default=None, description="of a code: how it is written, e.g. HL-{code}")
    digits: int = Field(default=0, ge=0, le=20, description="of a code: zeros fill a shorter number up to so many digits")
    entries: list[Text] = Field(default=[], description="of a lookup: the texts it can be")
    max_length: int = Field(default=500, ge=1, description="of a text: the characters that are kept")


class ActionText(Model):
    """An action; ``returns`` names its results with their kind, or with the values they can have."""

    effect: Literal["reads", "writes"] = Field(description="reads or writes: what only reads may be called again")
    seconds: float = Field(default=5.0, gt=0, le=60, strict=False, description="how long it may take")
    returns: dict[Name, EntityKind | list[Text]] = Field(
        default={}, description="its results, which become slots: a kind, or the words that it can be, e.g. [found, unknown]"
    )


class EscalationText(Model):
    """After how many messages in a row a person is offered or brought in; 0 switches a rule off."""

    misunderstood: int = Field(default=2, ge=0, description="messages that were not understood")
    out_of_scope: int = Field(default=2, ge=0, description="messages about what the bot is not for")
    negative_offer: int = Field(default=2, ge=0, description="unhappy messages after which a person is offered")
    negative: int = Field(default=3, ge=0, description="unhappy messages after which a person is brought in")
    escalate_at_risk: float = Field(
        default=0.0, ge=0, le=1, strict=False, description="the foreseen risk of escalation from which on a person is brought in; 0: never"
    )


class SilenceText(Model):
    """When a customer who was asked something says nothing."""

    remind_after: Minutes = Field(default=10.0, description="minutes after which the question is asked once more; 0: never")
    close_after: Minutes = Field(default=0.0, description="minutes after the reminder at which the conversation is closed; 0: never")


class HoursText(Model):
    """When people are at the desk."""

    timezone: Text = Field(description="a time zone, e.g. Europe/Amsterdam")
    open: dict[str, Text] = Field(min_length=1, description="openings, e.g. {monday-friday: 8:00-20:00, saturday: 9:00-17:00}")
    closed: list[Text] = Field(default=[], description="dates on which nobody is there, e.g. [2026-12-25]")


class TrainingText(Model):
    """Which writers' groups of utterances.csv are kept for testing and for calibrating."""

    test_groups: list[Text] = Field(default=[], description="writers whose messages are never learnt from, to measure on")
    calibration_groups: list[Text] = Field(default=[], description="writers whose messages set the thresholds")


class PackText(Model):
    """pack.yaml."""

    title: Labels
    languages: list[Language] = Field(min_length=1, description="the languages it speaks, e.g. [en, zh]")
    intents: dict[Name, IntentText] = Field(min_length=1, description="what customers want, by name")
    slots: dict[Name, SlotText] = Field(default={}, description="typed values that flows collect, by name")
    labels: dict[Name, Labels] = Field(default={}, description="what people call slots and results of actions; left out: their names")
    actions: dict[Name, ActionText] = Field(default={}, description="functions of actions.py that flows may call, by name")
    escalation: EscalationText = Field(default=EscalationText(), description="when a person is brought in")
    answers: list[Literal["knowledge", "answer"]] = Field(
        default=["knowledge"], description="what may be sent as an answer: articles (knowledge), what agents wrote before (answer)"
    )
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$", description="the currency of {slot:money}, e.g. EUR")
    region: str = Field(default="", pattern=r"^[A-Z]{2}$", description="the country of phone numbers that are written without one, e.g. NL")
    silence: SilenceText | None = Field(default=None, description="what happens when a customer says nothing; left out: nothing")
    hours: HoursText | None = Field(default=None, description="when people are at the desk; left out: always")
    pictures: dict[Name, Name] = Field(
        default={}, description="functions of actions.py that draw what stands beside a reply, e.g. {proposal: draw_portfolio}"
    )
    patterns: dict[Pattern, Name] = Field(default={}, description="flows in place of replies, e.g. {cancelled: sorry_to_see_you_go}")
    training: TrainingText = Field(default=TrainingText(), description="which messages are kept apart when it is trained")
    demo: dict[Name, list[Text]] = Field(default={}, description="values to try it with, which the page of the demo shows")


Id = Annotated[Name | None, Field(description="a name for this step, so that others can go on here")]
Next = Annotated[Name | None, Field(description="where to go on: the id of a step, or end")]
SCALAR = WithJsonSchema({"type": ["string", "number", "boolean", "null"]})


def constant(value: Any) -> Value:
    """A value that a slot can hold."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ValueError("must be a text, a number, true, false or null")


class CollectText(Model):
    """``collect: slot``."""

    collect: Name = Field(description="the slot to ask for, unless it is known")
    ask: Name | None = Field(default=None, description="the reply that asks here, in place of the slot's own question")
    confirm: bool = Field(default=False, description="true: a yes or no that is asked in any case")
    optional: bool = Field(default=False, description="true: the customer may pass on it")
    open: bool = Field(default=False, description="true: an answer that is neither yes nor no is left to the next steps")
    id: Id = None
    next: Next = None


class ActText(Model):
    """``action: name``; its arguments are the function's parameters unless they are named here."""

    action: Name = Field(description="the function of actions.py to call")
    arguments: list[Name] | None = Field(default=None, description="the slots to call it with; left out: all its parameters")
    failed: "list[StepText] | None" = Field(default=None, description="the steps to take when it fails or takes too long")
    id: Id = None
    next: Next = None


class SayText(Model):
    """``say: reply``."""

    say: Name = Field(description="the reply to send")
    id: Id = None
    next: Next = None


class SetText(Model):
    """``set: {slot: value}``; null clears."""

    set: dict[Name, Annotated[Any, AfterValidator(constant), SCALAR]] = Field(
        min_length=1, description="slots with their new values; null clears"
    )
    id: Id = None
    next: Next = None


class IfText(Model):
    """``if: condition`` with ``then`` and ``else``."""

    condition: str = Field(alias="if", description="a condition, e.g. order_status in [placed, packing]")
    then: "list[StepText]" = Field(min_length=1, description="the steps to take when it holds")
    otherwise: "list[StepText]" = Field(default=[], alias="else", description="the steps to take when it does not hold")
    id: Id = None


class LinkText(Model):
    """``link: flow`` ends this flow and begins another."""

    link: Name = Field(description="the flow to go on with; this one is over")
    id: Id = None


class CallText(Model):
    """``call: flow`` takes that flow's steps and comes back."""

    call: Name = Field(description="the flow whose steps are taken here")


class HandOverText(Model):
    """``hand_over: reason``."""

    hand_over: Name = Field(description="why a person is needed, in a word of your own; the desk shows it")
    id: Id = None


LEFT_OUT = "left_out"
"""The name of whatever stands in place of something with a mistake in it: a flow that is not there, a slot, a reply."""

KINDS: dict[str, type[Model]] = {
    "collect": CollectText,
    "action": ActText,
    "say": SayText,
    "set": SetText,
    "if": IfText,
    "link": LinkText,
    "call": CallText,
    "hand_over": HandOverText,
}


def kind_of(step: Any) -> str | None:
    """The tag of a step: the one key that says what it does."""
    found = [kind for kind in KINDS if kind in step] if isinstance(step, dict) else []
    return f"{found[0]} step" if len(found) == 1 else None


StepText = Annotated[
    Annotated[CollectText, Tag("collect step")]
    | Annotated[ActText, Tag("action step")]
    | Annotated[SayText, Tag("say step")]
    | Annotated[SetText, Tag("set step")]
    | Annotated[IfText, Tag("if step")]
    | Annotated[LinkText, Tag("link step")]
    | Annotated[CallText, Tag("call step")]
    | Annotated[HandOverText, Tag("hand_over step")],
    Discriminator(kind_of),
]


class FlowText(Model):
    """flows/<name>.yaml."""

    labels: Labels
    forgets: list[Name] = Field(default=[], description="slots that are cleared when it begins, unless its first message gives them")
    steps: list[StepText] = Field(min_length=1, description="what the flow does, in order")


class ReplyText(Model):
    """A reply with several variants or buttons; ``buttons`` maps labels to payloads."""

    text: Text | list[Text] = Field(description="a text, or a list of variants")
    buttons: dict[Text, Text] = Field(
        default={}, description="a label each, with intent:NAME, slot:NAME:VALUE, affirm, deny, human, cancel, repeat or restart"
    )


def shape_of(reply: Any) -> str:
    """The tag of a reply: how it is written."""
    return "variants" if isinstance(reply, list) else "mapping" if isinstance(reply, dict) else "one text"


RepliesText = dict[
    Name,
    Annotated[
        Annotated[Text, Tag("one text")]
        | Annotated[Annotated[list[Text], Field(min_length=1)], Tag("variants")]
        | Annotated[ReplyText, Tag("mapping")],
        Discriminator(shape_of),
    ],
]

for model in (ActText, IfText, FlowText):
    model.model_rebuild()
