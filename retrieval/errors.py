"""Every error that this package raises on purpose.

RetrievalError
├── DocumentError   a file or a row that cannot be made into passages; it names the file and, where there is one, the row
└── BrokenIndex     an index folder that is incomplete or does not fit together
"""

from pathlib import Path


class RetrievalError(Exception):
    """Anything about documents or indexes that can be explained in a sentence."""


class DocumentError(RetrievalError):
    """A file or a row of it (counted from 1) that cannot be made into passages."""

    def __init__(self, path: Path | str, row: int | None, message: str) -> None:
        self.path, self.row, self.message = str(path), row, message
        super().__init__(f"{path}, row {row}: {message}" if row is not None else f"{path}: {message}")


class BrokenIndex(RetrievalError):
    """An index folder that is incomplete or whose parts do not fit together."""

    def __init__(self, path: Path | str, message: str) -> None:
        self.path, self.message = str(path), message
        super().__init__(f"{path}: {message}; build the index again")
