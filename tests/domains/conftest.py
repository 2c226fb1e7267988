"""What the tests of the packs share."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.actions import ActionCall
from bot.packs import Pack
from tests.domains.customer import TODAY

Act = Callable[..., Mapping[str, Any]]


@pytest.fixture
def act(retail: Pack, tmp_path: Path) -> Act:
    """Calls an action of the shop with what the customer has said."""

    def run(name: str, *arguments: str | None, said: tuple[str, ...] = ()) -> Mapping[str, Any]:
        result: Mapping[str, Any] = retail.actions[name](ActionCall("k", "c1", "en", tmp_path, TODAY, said), *arguments)
        return result

    return run
