"""Reads the files of a pack and puts the domain together; whatever is wrong is found in one go."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from bot.dialogue.domain import Action, Domain, Escalation, Intent, Option, Reply, Slot
from bot.errors import PackError, PackErrors
from bot.packs.checks import check_all
from bot.packs.data import check_data
from bot.packs.document import Document, read_yaml
from bot.packs.flatten import Written, flatten
from bot.packs.functions import FILE, read_functions, signature
from bot.packs.graph import check_circles, check_flow
from bot.packs.pack import Function, Pack
from bot.packs.parts import Parts, Wording
from bot.packs.schema import FlowText, PackText, RepliesText, ReplyText
from bot.packs.validate import Valid, read
from bot.packs.wording import check_replies, texts

DEFAULT_REPLIES = Path(__file__).parent.parent / "default_replies"
FIRST_LANGUAGE = "en"


def load(path: Path) -> Pack:
    """The pack in the folder ``path``; raises PackErrors with every mistake in it."""
    pack, mistakes = assemble(path)
    if mistakes or pack is None:
        raise PackErrors(path, mistakes)
    return pack


def check(path: Path) -> list[PackError]:
    """Every mistake in a pack, by file and line."""
    _, mistakes = assemble(path)
    return mistakes


def assemble(path: Path) -> tuple[Pack | None, list[PackError]]:
    """The pack, None where its parts cannot be put together, and every mistake."""
    mistakes: list[PackError] = []
    document = read_yaml(path / "pack.yaml", mistakes)
    valid = read(PackText, document, mistakes) if document else None
    if document is None or valid is None:
        read_flows(path, mistakes)
        return None, in_order(mistakes)
    parts, functions = gather(path, document, valid, mistakes)
    between = [*check_all(parts), *check_replies(parts), *check_data(path, parts)]
    domain = build(path, parts, between)
    mistakes += [mistake for mistake in between if not follows(mistake, parts.left_out)]
    pack = parts.pack
    held_out, demo = pack.training, {name: tuple(values) for name, values in pack.demo.items()}
    actions = {name: functions[name] for name in pack.actions if name in functions}
    return Pack(domain, actions, path, tuple(held_out.test_groups), tuple(held_out.calibration_groups), demo), in_order(mistakes)


def gather(path: Path, document: Document, valid: Valid, mistakes: list[PackError]) -> tuple[Parts, Mapping[str, Function]]:
    """Read everything beside pack.yaml."""
    pack: PackText = valid.value
    needed = bool(pack.actions) or (path / FILE).exists()
    functions = read_functions(path, mistakes) if needed else {}
    broken = needed and any(Path(mistake.path).name == FILE for mistake in mistakes)
    parts = Parts(
        document=document,
        pack=pack,
        flows=read_flows(path, mistakes),
        wordings={language: read_wording(path, language, mistakes) for language in pack.languages},
        signatures={name: signature(name, functions[name], path / FILE, mistakes) for name in pack.actions if name in functions},
        actions_path=path / FILE,
        system=frozenset(read_replies(read_yaml(DEFAULT_REPLIES / f"{FIRST_LANGUAGE}.yaml", mistakes), mistakes)[0]),
        flow_names=frozenset(file.stem for file in (path / "flows").glob("*.yaml")),
        left_out=valid.without | (frozenset(pack.actions) if broken else frozenset()),
    )
    return parts, functions


def follows(mistake: PackError, left_out: frozenset[str]) -> bool:
    """Whether a mistake may only follow from one that was told: it is about an entry that was left out."""
    return any(f"'{name}'" in mistake.message or f"{{{name}" in mistake.message for name in left_out)


def in_order(mistakes: list[PackError]) -> list[PackError]:
    """By file and line, each once."""
    once = {(m.path, m.line, m.field, m.message): m for m in mistakes}
    return sorted(once.values(), key=lambda m: (m.path, m.line or 0))


def read_flows(path: Path, mistakes: list[PackError]) -> Mapping[str, Written]:
    """The files of flows/ that are valid, by name."""
    flows: dict[str, Written] = {}
    for file in sorted((path / "flows").glob("*.yaml")):
        document = read_yaml(file, mistakes)
        valid = read(FlowText, document, mistakes) if document else None
        if document and valid:
            flows[file.stem] = Written(file.stem, valid.value, document, whole=not valid.without)
    return flows


def read_replies(document: Document | None, mistakes: list[PackError]) -> tuple[dict[str, ReplyText], bool]:
    """The valid replies of a file, and whether that is all of them."""
    valid = read(RepliesText, document, mistakes) if document else None
    if valid is None:
        return {}, False
    replies = {name: reply if isinstance(reply, ReplyText) else ReplyText(text=reply) for name, reply in valid.value.items()}
    return replies, not valid.without


def read_wording(path: Path, language: str, mistakes: list[PackError]) -> Wording:
    """The pack's replies in one language over the defaults; a pack that adds none needs no file."""
    own, default = path / "replies" / f"{language}.yaml", DEFAULT_REPLIES / f"{language}.yaml"
    replies = read_replies(read_yaml(default, mistakes), mistakes)[0] if default.exists() else {}
    if not own.exists():
        return Wording(own, replies, None)
    document = read_yaml(own, mistakes)
    added, whole = read_replies(document, mistakes)
    return Wording(own, replies | added, document, whole)


def build(path: Path, parts: Parts, mistakes: list[PackError]) -> Domain:
    """The domain; mistakes that show only when flows are laid out are added."""
    pack = parts.pack
    parameters = {name: s.parameters for name, s in parts.signatures.items()}
    flows = {}
    for name, written in parts.flows.items():
        flows[name], flat = flatten(written, parts.flows, parameters, mistakes)
        if written.whole:
            mistakes += check_flow(flows[name], flat)
    mistakes += check_circles(parts.flows)
    return Domain(
        name=path.resolve().name,
        version=fingerprint(path),
        title=pack.title,
        languages=tuple(pack.languages),
        intents={name: Intent(name, i.labels, i.flow, i.reply, i.human) for name, i in pack.intents.items()},
        slots={name: slot(name, parts) for name in pack.slots},
        flows=flows,
        replies={language: replies(wording) for language, wording in parts.wordings.items()},
        actions={name: Action(name, a.effect, parameters.get(name, ()), a.seconds) for name, a in pack.actions.items()},
        escalation=Escalation(**pack.escalation.model_dump()),
        answers=tuple(pack.answers),
        currency=pack.currency,
    )


def slot(name: str, parts: Parts) -> Slot:
    """A slot of the domain; one that no flow collects has an empty ``ask``."""
    text = parts.pack.slots[name]
    options = tuple(
        Option(value, option.labels, {language: tuple(words) for language, words in option.synonyms.items()})
        for value, option in text.options.items()
    )
    return Slot(name, text.kind, text.ask or "", text.retry, options, text.pattern, text.template, tuple(text.entries), text.max_length)


def replies(wording: Wording) -> dict[str, Reply]:
    """The replies of one language."""
    return {name: Reply(name, tuple(texts(reply)), tuple(reply.buttons.items())) for name, reply in wording.replies.items()}


def fingerprint(path: Path) -> str:
    """sha256 over the files that decide what the bot says and does: pack.yaml, flows, replies, code, and the default replies."""
    digest = hashlib.sha256()
    own = [path / "pack.yaml", *(path / "flows").glob("*.yaml"), *(path / "replies").glob("*.yaml"), *path.glob("*.py")]
    for root, files in ((path, own), (DEFAULT_REPLIES, list(DEFAULT_REPLIES.glob("*.yaml")))):
        for file in sorted(files):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
