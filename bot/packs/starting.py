"""``frontdesk new``: a pack that runs at once, copied from ``starter/`` with a name and languages of its own."""

import csv
import io
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.errors import PackError
from bot.packs.document import nearest
from bot.packs.editors import comment

STARTER = Path(__file__).parent / "starter"
LANGUAGES = ("en", "zh")
"""The languages of the starter; each has its own replies, articles, cases and utterances."""

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
OURS = frozenset({"bot", "training", "retrieval", "evaluation", "domains", "tests"})


def begin(name: str, domains: Path, languages: Sequence[str] = LANGUAGES) -> Path:
    """Write ``domains/<name>``; raises PackError for an unusable name or language, and if the folder exists already."""
    check_name(name)
    chosen = tuple(dict.fromkeys(languages)) or LANGUAGES
    for language in chosen:
        if language not in LANGUAGES:
            add = f"begin with one of them, then add '{language}' to languages in pack.yaml, and frontdesk check names what it lacks"
            raise PackError(name, None, language, f"there is no starter in this language{nearest(language, LANGUAGES)}; {add}")
    folder = domains / name
    domains.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir()
    except FileExistsError as error:
        raise PackError(folder, None, "", "is there already, and nothing of it was changed; choose another name") from error
    try:
        for source in files(chosen):
            target = folder / source.relative_to(STARTER)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(schema_of(target) + adapted(source, name, chosen), encoding="utf-8")
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def check_name(name: str) -> None:
    """Raise PackError, with a suggestion, for a name that cannot be a folder, a part of an address and an argument of commands."""
    if not NAME.fullmatch(name):
        plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_")[:40]
        example = plain if NAME.fullmatch(plain) else "my_shop"
        rule = "write 2 to 40 small letters, digits and underscores, beginning with a letter"
        raise PackError(name, None, "", f"cannot be the name of a pack; {rule}, e.g. {example}")
    if name in OURS or name in sys.stdlib_module_names:
        raise PackError(name, None, "", f"is the name of a Python module, which would be confusing; choose another, e.g. {name}_desk")


def files(languages: Sequence[str]) -> list[Path]:
    """The files of the starter, without those whose name or folder belongs to another language."""
    others = set(LANGUAGES) - set(languages)
    found = sorted(path for path in STARTER.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return [path for path in found if path.stem not in others and path.parent.name not in others]


def schema_of(target: Path) -> str:
    """The first line of a YAML file, by which editors complete and check it; empty for other files."""
    kind = {"flows": "flow", "replies": "replies", "cases": "cases"}.get(target.parent.name, "pack")
    return comment("rules" if target.name == "rules.yaml" else kind, target) if target.suffix == ".yaml" else ""


def adapted(source: Path, name: str, languages: Sequence[str]) -> str:
    """The text of a starter file, adapted to the new pack's name and languages."""
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".csv":
        return spoken(text, languages)
    for language in set(LANGUAGES) - set(languages):
        text = re.sub(rf"^ +{language}: .*\n", "", text, flags=re.MULTILINE)
    text = text.replace(f"[{', '.join(LANGUAGES)}]", f"[{', '.join(languages)}]")
    return text.replace("check starter", f"check {name}").replace(": Starter", f": {name.replace('_', ' ').capitalize()}")


def spoken(table: str, languages: Sequence[str]) -> str:
    """The rows of utterances.csv in these languages."""
    header, *rows = csv.reader(io.StringIO(table))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *(row for row in rows if row[header.index("language")] in languages)])
    return out.getvalue()
