"""What may stand in a pack's YAML files, as pydantic models; a field's description tells people what to write there."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    model_validator,
)

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
    flow: Name | None = Field(default=None, description="the name of a file in flows/")
    reply: Name | None = Field(default=None, description="the name of a reply")
    human: bool = False


class OptionText(Model):
    """A value of a choice slot."""

    labels: Labels
    synonyms: dict[Language, list[Text]] = {}


class SlotText(Model):
    """A slot; ``ask`` is needed where a flow collects it and does not ask itself."""

    kind: EntityKind
    ask: Name | None = Field(default=None, description="the reply that asks for it")
    retry: Name | None = Field(default=None, description="the reply that asks again, with a better hint")
    why: Name | None = Field(default=None, description="the reply that says why it is needed, to whoever would rather not say")
    options: dict[str, OptionText] = {}
    pattern: str | None = None
    template: str | None = None
    entries: list[Text] = []
    max_length: int = Field(default=500, ge=1)


class ActionText(Model):
    """An action; ``returns`` names its results with their kind, or with the values they can have."""

    effect: Literal["reads", "writes"] = Field(description="reads or writes")
    seconds: float = Field(default=5.0, gt=0, le=60, strict=False)
    returns: dict[Name, EntityKind | list[Text]] = {}


class EscalationText(Model):
    """After how many messages in a row a person is offered or brought in; 0 switches a rule off."""

    misunderstood: int = Field(default=2, ge=0)
    out_of_scope: int = Field(default=2, ge=0)
    negative_offer: int = Field(default=2, ge=0)
    negative: int = Field(default=3, ge=0)
    escalate_at_risk: float = Field(default=0.0, ge=0, le=1, strict=False)


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

    test_groups: list[Text] = []
    calibration_groups: list[Text] = []


class PackText(Model):
    """pack.yaml."""

    title: Labels
    languages: list[Language] = Field(min_length=1, description="the languages it speaks, e.g. [en, zh]")
    intents: dict[Name, IntentText] = Field(min_length=1, description="what customers want, by name")
    slots: dict[Name, SlotText] = {}
    actions: dict[Name, ActionText] = {}
    escalation: EscalationText = EscalationText()
    answers: list[Literal["knowledge", "answer"]] = ["knowledge"]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    silence: SilenceText | None = None
    hours: HoursText | None = None
    patterns: dict[Pattern, Name] = Field(default={}, description="flows in place of replies, e.g. {cancelled: sorry_to_see_you_go}")
    training: TrainingText = TrainingText()
    demo: dict[Name, list[Text]] = {}


def constant(value: Any) -> Value:
    """A value that a slot can hold."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ValueError("must be a text, a number, true, false or null")


class CollectText(Model):
    """``collect: slot``."""

    collect: Name
    ask: Name | None = None
    confirm: bool = False
    optional: bool = False
    id: Name | None = None
    next: Name | None = None


class ActText(Model):
    """``action: name``; its arguments are the function's parameters unless they are named here."""

    action: Name
    arguments: list[Name] | None = None
    failed: "list[StepText] | None" = None
    id: Name | None = None
    next: Name | None = None


class SayText(Model):
    """``say: reply``."""

    say: Name
    id: Name | None = None
    next: Name | None = None


class SetText(Model):
    """``set: {slot: value}``; null clears."""

    set: dict[Name, Annotated[Any, AfterValidator(constant)]] = Field(min_length=1)
    id: Name | None = None
    next: Name | None = None


class IfText(Model):
    """``if: condition`` with ``then`` and ``else``."""

    condition: str = Field(alias="if", description="a condition, e.g. order_status in [placed, packing]")
    then: "list[StepText]" = Field(min_length=1, description="the steps to take when it holds")
    otherwise: "list[StepText]" = Field(default=[], alias="else")
    id: Name | None = None


class LinkText(Model):
    """``link: flow`` ends this flow and begins another."""

    link: Name
    id: Name | None = None


class CallText(Model):
    """``call: flow`` takes that flow's steps and comes back."""

    call: Name


class HandOverText(Model):
    """``hand_over: reason``."""

    hand_over: Name
    id: Name | None = None


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
    forgets: list[Name] = []
    steps: list[StepText] = Field(min_length=1, description="what the flow does, in order")


class ReplyText(Model):
    """A reply with several variants or buttons; ``buttons`` maps labels to payloads."""

    text: Text | list[Text] = Field(description="a text, or a list of variants")
    buttons: dict[Text, Text] = {}


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
