"""Every error Frontdesk raises on purpose.

FrontdeskError
├── PackError         a mistake in a pack: path, line, field, and what to write instead; refuse to start
│   └── PackErrors    all mistakes of one pack, reported at once
├── DataError         a bad row of data: name it, skip it, count it
├── ModelError        a model cannot be loaded or does not answer
│   ├── ArtifactError an artifact is missing, incomplete or changed
│   └── LanguageModelError  a language model did not answer, or not as asked; ``retry_after`` in seconds, if it said so
├── RoleError         a version cannot be promoted, put on trial or rolled back to
├── ActionError       a pack's action raised, took too long or returned something unusable
├── ChannelError      a channel did not take a message, with the ``cause``; ``retry_after`` in seconds, if it said so
│   └── Undeliverable     it never will; ``gone`` if it takes no more messages for this customer at all
├── StoreConflict     somebody else has written this conversation in the meantime: run the turn again
├── StoreUnavailable  the database is away, locked or full: nothing was written, try again in a moment
├── AlreadyHandled    this message was answered before: there is nothing to do
├── UnknownConversation  there is no such conversation
├── Overloaded        too many messages are waiting: try again in ``retry_after`` seconds
├── JobBroken         a background job of a server broke, which is a bug: the server has stopped and must be restarted
└── SetupError        the machine lacks something: a port, a package, room on the disk
"""

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

Cause = Literal["gone", "refused", "no_account", "unreachable", "busy", "unknown"]
"""Why a line was not delivered: the customer takes no messages, the channel refuses this one, no working account of the bot is configured
here, the channel does not answer, or it asks to wait; ``unknown`` if the cause was not noted."""


class FrontdeskError(Exception):
    """Anything that Frontdesk can explain in a sentence."""


class PackError(FrontdeskError):
    """A mistake in a pack's file, with the line and what to write instead."""

    def __init__(self, path: Path | str, line: int | None, field: str, message: str) -> None:
        self.path, self.line, self.field, self.message = str(path), line, field, message
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {field}: {message}" if field else f"{where}: {message}")


class PackErrors(PackError):
    """All mistakes of one pack."""

    def __init__(self, path: Path | str, mistakes: Sequence[PackError]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(path, None, "", f"{len(mistakes)} mistake{'s' * (len(mistakes) != 1)}")

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  {m}" for m in self.mistakes)])


class DataError(FrontdeskError):
    """A row that cannot be used."""

    def __init__(self, path: Path | str, row: int | None, message: str) -> None:
        self.path, self.row, self.message = str(path), row, message
        super().__init__(f"{path}, row {row}: {message}" if row is not None else f"{path}: {message}")


class ModelError(FrontdeskError):
    """A model that cannot be loaded or did not answer."""


class ArtifactError(ModelError):
    """An artifact that is missing, incomplete or changed since it was written."""


class LanguageModelError(ModelError):
    """A language model that did not answer, or not as asked; the message quotes nothing that a customer wrote."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class RoleError(FrontdeskError):
    """A version that cannot have the requested role; the message says why, and what to do."""


class ActionError(FrontdeskError):
    """A pack's action that raised, took too long or returned something unusable."""


class ChannelError(FrontdeskError):
    """A channel that did not take a message."""

    def __init__(self, message: str, retry_after: float | None = None, cause: Cause | None = None) -> None:
        self.retry_after = retry_after
        self.cause: Cause = cause or ("unreachable" if retry_after is None else "busy")
        super().__init__(message)


class Undeliverable(ChannelError):
    """A message that a channel will never take; with ``gone``, it takes no other one for this customer either."""

    def __init__(self, message: str, gone: bool = False) -> None:
        self.gone = gone
        super().__init__(message, cause="gone" if gone else "refused")


class StoreConflict(FrontdeskError):
    """The conversation changed under this turn: run it again."""


class StoreUnavailable(FrontdeskError):
    """The database did not do what was asked, and nothing was written; ``reason`` quotes nothing that a customer wrote."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The database cannot be used right now ({reason}). Please try again in a moment.")


class AlreadyHandled(FrontdeskError):
    """The inbox row that this turn would answer has been answered already."""


class UnknownConversation(FrontdeskError):
    """No conversation has this id."""


class Overloaded(FrontdeskError):
    """Too many messages are waiting, and this one was not stored."""

    def __init__(self, message: str, retry_after: float = 1.0) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class JobBroken(FrontdeskError):
    """A background job of a server that broke; the log says which one and where."""

    def __init__(self) -> None:
        super().__init__("A part of the server broke, and it has ended so that it can be started again; the log says which (job_broken).")


class SetupError(FrontdeskError):
    """The machine lacks something; the message says what to do."""


def places(error: BaseException, most: int = 4) -> list[str]:
    """The last ``most`` frames of an error's traceback, innermost last, without its message, which may quote a customer."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-most:]]
