from pathlib import Path

import pytest

from bot.packs import Pack, load

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def retail() -> Pack:
    """The shop's pack."""
    return load(ROOT / "domains/retail")
