from pathlib import Path

import pytest

from bot.packs import Pack
from tests.domains.customer import Customer


@pytest.fixture
def customer(retail: Pack, tmp_path: Path) -> Customer:
    """A customer of the shop."""
    return Customer(retail, tmp_path)
