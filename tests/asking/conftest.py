from collections.abc import Iterator

import pytest

from tests.asking.speaking import ScriptedModel, ScriptedServer, served


@pytest.fixture(scope="session")
def server() -> Iterator[ScriptedServer]:
    with served() as running:
        yield running


@pytest.fixture
def scripted(server: ScriptedServer) -> ScriptedModel:
    """A new model behind the server."""
    server.model = ScriptedModel()
    return server.model


@pytest.fixture
def address(server: ScriptedServer, scripted: ScriptedModel) -> str:
    """Where the server listens, with a new model behind it."""
    return server.address
