"""The arrows between the packages, held by a scan of the imports and by a subprocess that looks at what was loaded."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("bot", "training", "retrieval", "evaluation")
HEAVY = ("torch", "transformers", "peft", "sklearn", "sentence_transformers")


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def offenders(paths: list[Path], forbidden: tuple[str, ...]) -> list[str]:
    return [f"{path.relative_to(ROOT)} imports {name}" for path in paths for name in sorted(imports(path)) if within(name, forbidden)]


def test_the_dialogue_core_imports_nothing_of_ours_but_itself() -> None:
    wrong = [
        f"{path.name} imports {name}"
        for path in modules("bot/dialogue")
        for name in sorted(imports(path))
        if within(name, OURS) and not within(name, ("bot.dialogue",))
    ]
    assert wrong == []


def test_the_dialogue_core_needs_only_the_pure_part_of_the_standard_library() -> None:
    pure = (
        "bot.dialogue",
        "bisect",
        "collections",
        "dataclasses",
        "datetime",
        "functools",
        "itertools",
        "operator",
        "re",
        "typing",
        "unicodedata",
    )
    assert [f"{p.name} imports {n}" for p in modules("bot/dialogue") for n in sorted(imports(p)) if not within(n, pure)] == []


def test_retrieval_imports_nothing_of_ours() -> None:
    assert offenders(modules("retrieval"), ("bot", "training", "evaluation")) == []


COMMANDS = (
    ROOT / "bot/cli.py",
    ROOT / "bot/commandline/authoring.py",
    ROOT / "bot/registry/cli.py",
    ROOT / "bot/advice/cli.py",
    ROOT / "bot/commandline/inspecting.py",
    ROOT / "bot/commandline/feedback.py",
)


def test_serving_imports_neither_training_nor_evaluation() -> None:
    serving = [path for path in modules("bot") if path not in COMMANDS]
    assert offenders(serving, ("training", "evaluation")) == []


def test_the_command_line_imports_a_commands_package_only_inside_its_function() -> None:
    for path in COMMANDS:
        assert not [n for n in imports(path, top_level_only=True) if within(n, ("training", "evaluation", *HEAVY))]


def test_training_uses_of_the_bot_only_what_it_shares_with_serving() -> None:
    shared = (
        "bot.inference", "bot.packs", "bot.advice", "bot.dialogue.domain", "bot.errors",
    )  # fmt: skip
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("training")
        for name in sorted(imports(path))
        if within(name, ("bot", "evaluation")) and not within(name, shared)
    ]
    assert wrong == []


def test_evaluation_does_not_import_the_command_line() -> None:
    assert offenders(modules("evaluation"), ("bot.cli",)) == []


def test_serving_never_names_a_training_library() -> None:
    assert offenders([*modules("bot"), *modules("retrieval")], HEAVY) == []


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("bot.dialogue.step", ("torch", "numpy", "redis", "fastapi", "telegram", "asyncio")),
        ("bot.serving", ("torch", "transformers", "peft", "sklearn", "training", "evaluation")),
    ],
)
def test_importing_a_module_does_not_load_what_it_must_not_need(module: str, absent: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([name for name in {absent!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"


def test_no_model_is_loaded_by_a_library_that_reports_to_its_maker() -> None:
    code = "import bot.inference.transformer, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stdout.strip() == "1"
