"""Loads a pack: reads its files, reports all mistakes at once, and builds the domain."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

from bot.dialogue.domain import Action, Domain, Escalation, Flow, Intent, Option, Picture, Reply, Silence, Slot
from bot.errors import PackError, PackErrors
from bot.packs.checks import check_all
from bot.packs.data import check_data
from bot.packs.document import Document, read_yaml
from bot.packs.flatten import Written, flatten
from bot.packs.functions import FILE, read_functions, signatures
from bot.packs.graph import check_circles, check_flow
from bot.packs.hours import hours
from bot.packs.pack import Function, Pack
from bot.packs.parts import Parts, Section, Wording
from bot.packs.rounds import check_rounds
from bot.packs.rules import read_rules, safety
from bot.packs.schema import EscalationText, FlowText, PackText, RepliesText, ReplyText, SilenceText
from bot.packs.shared import DEFAULT_RULES
from bot.packs.validate import Valid, read
from bot.packs.wording import check_replies, texts

DEFAULT_REPLIES = Path(__file__).parent.parent / "default_replies"
FIRST_LANGUAGE = "en"


def load(path: Path) -> Pack:
    """Load the pack in the folder ``path``; raises PackErrors with every mistake in it."""
    pack, mistakes = assemble(path)
    if mistakes or pack is None:
        raise PackErrors(path, mistakes)
    return pack


def check(path: Path) -> list[PackError]:
    """Every mistake in a pack, sorted by file and line."""
    _, mistakes = assemble(path)
    return mistakes


def assemble(path: Path) -> tuple[Pack | None, list[PackError]]:
    """The pack, or None and its mistakes; every readable part is checked, whatever is wrong with the others."""
    mistakes: list[PackError] = []
    document = read_yaml(path / "pack.yaml", mistakes)
    if document is None and not path.is_dir():
        return None, mistakes
    parts, functions = gather(path, document, mistakes)
    mistakes += [*check_all(parts), *check_replies(parts), *check_data(path, parts)]
    flows = lay_out(parts, mistakes)
    if mistakes:
        return None, in_order(mistakes)
    pack = parts.pack
    held_out, demo = pack.training, {name: tuple(values) for name, values in pack.demo.items()}
    actions = {name: functions[name] for name in pack.actions}
    pictures = {name: functions[name] for name in pack.pictures.values()}
    test, calibration = tuple(held_out.test_groups), tuple(held_out.calibration_groups)
    return Pack(domain(path, parts, flows), actions, path, test, calibration, demo, pictures), []


def gather(path: Path, document: Document | None, mistakes: list[PackError]) -> tuple[Parts, Mapping[str, Function]]:
    """Read all files of a pack as far as they are valid; ``document`` is pack.yaml, None if it could not be read."""
    nothing = Document(path / "pack.yaml", {}, {})
    valid = read(PackText, document or nothing, mistakes if document else [])
    assert valid is not None
    unread = unread_sections(valid) if document else frozenset(get_args(Section))
    pack: PackText = valid.value
    functions = read_functions(path, mistakes) if pack.actions or pack.pictures or (path / FILE).exists() else {}
    spoken = [*pack.languages, *(file.stem for file in sorted((path / "replies").glob("*.yaml")) if "languages" in unread)]
    named = [*pack.actions, *pack.pictures.values()]
    parts = Parts(
        document=document or nothing,
        valid=valid,
        unread=unread,
        flows=read_flows(path, mistakes),
        wordings={language: read_wording(path, language, mistakes) for language in dict.fromkeys(spoken)},
        signatures=signatures(path / FILE, named, functions, mistakes) if functions is not None else None,
        actions_path=path / FILE,
        rules=read_rules(path, mistakes),
        system=frozenset(read_wording(DEFAULT_REPLIES, FIRST_LANGUAGE, mistakes).replies),
        flow_names=frozenset(file.stem for file in (path / "flows").glob("*.yaml")),
        functions=frozenset(functions or ()),
    )
    return parts, functions or {}


def in_order(mistakes: list[PackError]) -> list[PackError]:
    """The mistakes sorted by file and line, without duplicates."""
    once = {(m.path, m.line, m.field, m.message): m for m in mistakes}
    return sorted(once.values(), key=lambda m: (m.path, m.line or 0))


def unread_sections(valid: Valid) -> frozenset[Section]:
    """The sections of pack.yaml whose names are unknown because of a mistake."""
    sections = {str(place[0]) for place in valid.removed if len(place) == 1 or place[0] == "languages"}
    kinds: tuple[Section, ...] = ("kinds",) if sections & {"slots", "actions"} else ()
    return frozenset([*kinds, *(section for section in get_args(Section) if section in sections)])


def read_flows(path: Path, mistakes: list[PackError]) -> Mapping[str, Written]:
    """The valid files of flows/ by name."""
    flows: dict[str, Written] = {}
    for file in sorted((path / "flows").glob("*.yaml")):
        document = read_yaml(file, mistakes)
        valid = read(FlowText, document, mistakes) if document else None
        if document and valid:
            flows[file.stem] = Written(file.stem, valid.value, document, valid.removed, valid.without)
    return flows


def read_wording(path: Path, language: str, mistakes: list[PackError]) -> Wording:
    """The replies of one language: the pack's own over the defaults; a pack without replies of its own needs no file."""
    own, default = path / "replies" / f"{language}.yaml", DEFAULT_REPLIES / f"{language}.yaml"
    replies = read_replies(read_yaml(default, mistakes), mistakes).replies if default.exists() else {}
    if not own.exists():
        return Wording(own, replies, None)
    added = read_replies(read_yaml(own, mistakes), mistakes)
    return replace(added, path=own, replies={**replies, **added.replies})


def read_replies(document: Document | None, mistakes: list[PackError]) -> Wording:
    """The valid replies of one file."""
    valid = read(RepliesText, document, mistakes) if document else None
    if document is None or valid is None:
        return Wording(Path(), {}, document, whole=False)
    replies = {name: reply if isinstance(reply, ReplyText) else ReplyText(text=reply) for name, reply in valid.value.items()}
    return Wording(document.path, replies, document, without=valid.without)


def lay_out(parts: Parts, mistakes: list[PackError]) -> dict[str, Flow]:
    """The flows of the domain; mistakes that only flattening reveals are appended."""
    flows, flats = {}, {}
    parameters = {name: signature.parameters for name, signature in (parts.signatures or {}).items()}
    for name, written in parts.flows.items():
        flows[name], flats[name] = flatten(written, parts.flows, parameters, mistakes)
        if flats[name].whole:
            mistakes += check_flow(flows[name], flats[name])
    mistakes += [*check_circles(parts.flows), *check_rounds(flows, flats)]
    return flows


def domain(path: Path, parts: Parts, flows: Mapping[str, Flow]) -> Domain:
    """The domain of a pack without mistakes."""
    pack, signatures = parts.pack, parts.signatures or {}
    return Domain(
        name=path.resolve().name,
        version=fingerprint(path),
        title=pack.title,
        languages=tuple(pack.languages),
        intents={name: Intent(name, i.labels, i.flow, i.reply, i.human, i.looks_up) for name, i in pack.intents.items()},
        slots={name: slot(name, parts) for name in pack.slots},
        flows=flows,
        replies={language: replies(wording) for language, wording in parts.wordings.items()},
        actions={name: Action(name, a.effect, signatures[name].parameters, a.seconds) for name, a in pack.actions.items()},
        escalation=escalation(pack.escalation),
        answers=tuple(pack.answers),
        currency=pack.currency,
        region=pack.region,
        silence=silence(pack.silence),
        hours=hours(pack.hours) if pack.hours else None,
        safety=safety(parts.rules.text),
        patterns={str(reply): flow for reply, flow in pack.patterns.items()},
        labels=pack.labels,
        pictures={reply: Picture(name, signatures[name].parameters) for reply, name in pack.pictures.items()},
    )


def escalation(text: EscalationText) -> Escalation:
    """When a person is brought in."""
    return Escalation(text.misunderstood, text.out_of_scope, text.negative_offer, text.negative, text.escalate_at_risk)


def silence(text: SilenceText | None) -> Silence:
    """When a silent customer is reminded, and the conversation closed, in seconds."""
    return Silence(60 * text.remind_after, 60 * text.close_after) if text else Silence()


def slot(name: str, parts: Parts) -> Slot:
    """A slot of the domain; ``ask`` is empty if no flow collects it."""
    text = parts.pack.slots[name]
    options = tuple(
        Option(value, option.labels, {language: tuple(words) for language, words in option.synonyms.items()})
        for value, option in text.options.items()
    )
    return Slot(
        name=name,
        kind=text.kind,
        ask=text.ask or "",
        retry=text.retry,
        options=options,
        pattern=text.pattern,
        template=text.template,
        digits=text.digits,
        entries=tuple(text.entries),
        max_length=text.max_length,
        why=text.why,
        instead_of=text.instead_of,
        subject=text.subject,
    )


def replies(wording: Wording) -> dict[str, Reply]:
    """The replies of one language."""
    return {name: Reply(name, tuple(texts(reply)), tuple(reply.buttons.items())) for name, reply in wording.replies.items()}


def fingerprint(path: Path) -> str:
    """The SHA-256 of all that decides what the bot does: pack.yaml, rules.yaml, flows, replies, code, and the default replies and rules."""
    digest = hashlib.sha256()
    own = [
        path / "pack.yaml",
        *path.glob("rules.yaml"),
        *(path / "flows").glob("*.yaml"),
        *(path / "replies").glob("*.yaml"),
        *path.glob("*.py"),
    ]
    defaults = [(folder, list(folder.glob("*.yaml"))) for folder in (DEFAULT_REPLIES, DEFAULT_RULES)]
    for root, files in [(path, own), *defaults]:
        for file in sorted(files):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
