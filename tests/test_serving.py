"""What a server says about itself when it starts, and how it ends when a part of it breaks."""

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from bot import auth
from bot.app import Components, create_worker_app
from bot.composition import working
from bot.errors import JobBroken, SetupError
from bot.inference import artifact
from bot.serving import answer, doubtful, no_account, reserve, run, work
from bot.settings import Settings
from tests.fakes import FakeReception
from tests.registry import tiny


def test_a_model_of_no_use_serves_but_not_silently(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path, "v1")
    settings = Settings(artifacts_dir=tmp_path)
    with capture_logs() as logs:
        assert doubtful(settings, {"small": "v1"}) == []
    assert logs == []

    manifest = artifact.read(folder)
    record = manifest.groups["other"].model_copy(update={"metrics": {"calibration_accuracy": 0.2, "calibration_majority": 0.25}})
    (folder / artifact.MANIFEST).write_text(manifest.model_copy(update={"groups": {"other": record}}).model_dump_json())
    with capture_logs() as logs:
        (sentence,) = doubtful(settings, {"small": "v1"})
    assert sentence.startswith("small: On text in other scripts this model is of no use, it reads 20.0% rightly where")
    assert [(one["event"], one["log_level"], one["pack"], one["version"]) for one in logs] == [("model_doubtful", "warning", "small", "v1")]


def test_where_nobody_can_sign_in_at_the_desk_the_server_says_how_to_change_that(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    (said,) = no_account(settings)
    assert "`frontdesk account NAME`" in said
    assert no_account(settings.model_copy(update={"desk_password": "long enough"})) == []
    assert no_account(settings.model_copy(update={"demo": True})) == []
    auth.accounts(settings).add("mei", "long enough")
    assert no_account(settings) == []


def test_accounts_that_cannot_be_read_do_not_keep_the_server_from_serving(tmp_path: Path) -> None:
    (tmp_path / "accounts.json").write_text("{")
    (said,) = no_account(Settings(data_dir=tmp_path))
    assert "accounts.json cannot be read" in said


def test_workers_are_refused_before_anything_starts_where_they_could_not_share_the_work(tmp_path: Path) -> None:
    alone = Settings(data_dir=tmp_path / "var", redis_url="redis://127.0.0.1:1/0")
    unwoken = Settings(data_dir=tmp_path / "var", database_url="postgresql://frontdesk@127.0.0.1:1/base")
    for start in (lambda settings: run(settings, workers=2), work):
        with pytest.raises(SetupError, match="need PostgreSQL, and this is sqlite: set FRONTDESK_DATABASE_URL=postgresql://"):
            start(alone)
        with pytest.raises(SetupError, match="set FRONTDESK_REDIS_URL=redis://"):
            start(unwoken)
    assert not (tmp_path / "var").exists()


def test_a_worker_whose_port_is_taken_says_which_setting_chooses_another() -> None:
    with reserve("127.0.0.1", 0) as taken:
        settings = Settings(
            database_url="postgresql://frontdesk@127.0.0.1:1/base",
            redis_url="redis://127.0.0.1:1/0",
            worker_port=taken.getsockname()[1],
        )
        with pytest.raises(SetupError, match=r"is taken by another program.*with FRONTDESK_WORKER_PORT"):
            work(settings)


async def test_a_server_whose_work_broke_ends_so_that_it_can_be_started_again() -> None:
    """It would take messages that nobody answers; whatever watches over it sees that it failed."""
    broken = asyncio.Event()
    async with asyncio.timeout(20):
        with pytest.raises(JobBroken):
            await answer(FastAPI(), Settings(), reserve("127.0.0.1", 0), broken.set, broken)


async def test_until_it_has_ended_a_server_whose_work_broke_is_not_ready() -> None:
    parts = Components(FakeReception(), {}, {}, working())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_worker_app(parts)), base_url="http://desk.example") as client:
        assert (await client.get("/health/ready")).status_code == 200
        parts.broken.set()
        response = await client.get("/health/ready")
    assert response.status_code == 503
    assert "job_broken" in response.json()["why"]


async def test_what_breaks_is_told_and_what_only_ends_is_not() -> None:
    told: list[str] = []

    class Breaks:
        async def run(self) -> None:
            raise KeyError("no such row")

    class Ends:
        async def run(self) -> None:
            await asyncio.sleep(0)

    async with working(Ends(), broke=lambda: told.append("ended"))():
        await asyncio.sleep(0.01)
    with pytest.raises(KeyError):
        async with working(Breaks(), broke=lambda: told.append("broke"))():
            await asyncio.sleep(0.01)
    assert told == ["broke"]
