"""Imports each pack's actions.py in a package of its own, so that packs can have modules of the same name."""

import hashlib
import importlib
import inspect
import sys
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

from bot.errors import PackError
from bot.packs.pack import Function
from bot.packs.parts import Signature

FILE = "actions.py"


def read_functions(folder: Path, mistakes: list[PackError]) -> Mapping[str, Function] | None:
    """The public functions of a pack's actions.py; None if it cannot be imported, which is reported as a mistake.

    Imports within the pack are relative (``from .shop import Shop``).
    """
    path = folder / FILE
    try:
        module = import_fresh(folder)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a pack's code may fail in any way; it is reported with its line
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == path.resolve()]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
        what = (
            f"it calls exit({error}); let it define functions, and nothing else"
            if isinstance(error, SystemExit)
            else f"{type(error).__name__}: {error}"
        )
        mistakes.append(PackError(path, line, "", f"cannot be imported: {what}"))
        return None
    public = inspect.getmembers(module, inspect.isfunction)
    return {
        name: function for name, function in public if not name.startswith("_") and function.__module__.startswith(f"{module.__package__}.")
    }


def import_fresh(folder: Path) -> ModuleType:
    """Import ``<folder>/actions.py`` in a package that represents the folder; an earlier import of it is dropped."""
    resolved = folder.resolve()
    package = f"frontdesk_pack_{hashlib.sha256(str(resolved).encode()).hexdigest()[:12]}"
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    module = ModuleType(package)
    module.__path__ = [str(resolved)]
    sys.modules[package] = module
    return importlib.import_module(f"{package}.actions")


def signatures(path: Path, names: Iterable[str], functions: Mapping[str, Function], mistakes: list[PackError]) -> Mapping[str, Signature]:
    """The signatures of those functions in ``names`` that exist."""
    return {name: signature(name, functions[name], path, mistakes) for name in names if name in functions}


def signature(name: str, function: Function, path: Path, mistakes: list[PackError]) -> Signature:
    """A function's parameters after ``call``; it is a mistake not to take ``call`` first, or to take ``*args`` or ``**kwargs``."""
    parameters = list(inspect.signature(function).parameters.values())
    line = function.__code__.co_firstlineno
    if not parameters or parameters[0].name != "call":
        mistakes.append(PackError(path, line, name, f"must take the call first: def {name}(call: ActionCall, ...)"))
    named = [p for p in parameters if p.name != "call"]
    for parameter in named:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            mistakes.append(PackError(path, line, name, f"parameter '{parameter.name}' must be one slot by name"))
    return Signature(tuple(p.name for p in named), tuple(p.name for p in named if p.default is p.empty))
