"""Packs without a model are trained beside the server and join it; one that fails does not stop the others."""

import asyncio
import os
import sys
from pathlib import Path

from bot.channels.showing import page
from bot.demo import shown
from bot.errors import ArtifactError
from bot.learning import LOW_PRIORITY, Learning
from bot.settings import Settings
from tests.dialogue.shop import DOMAIN

FAILS_FOR_B = "import os, sys; open(sys.argv[1] + '/' + sys.argv[2], 'w').write(str(os.nice(0))); sys.exit(sys.argv[2] == 'b')"


async def test_packs_learn_one_after_the_other_and_join_when_they_are_ready(tmp_path: Path) -> None:
    joined: list[str] = []

    async def join(pack: str) -> None:
        assert (tmp_path / pack).exists(), "it has learnt before"
        joined.append(pack)

    learning = Learning(["a", "b", "c"], join, (sys.executable, "-c", FAILS_FOR_B, str(tmp_path)))
    assert learning.states == {"a": "waiting", "b": "waiting", "c": "waiting"}
    await learning.run()
    assert joined == ["a", "c"]
    assert learning.states == {"b": "failed"}
    assert int((tmp_path / "a").read_text()) >= min(os.nice(0) + LOW_PRIORITY, 19)


async def test_a_pack_whose_new_model_cannot_be_served_leaves_the_others_their_turn(tmp_path: Path) -> None:
    joined: list[str] = []

    async def join(pack: str) -> None:
        if pack == "a":
            raise ArtifactError("it is not whole")
        joined.append(pack)

    learning = Learning(["a", "c"], join, (sys.executable, "-c", FAILS_FOR_B, str(tmp_path)))
    await learning.run()
    assert joined == ["c"]
    assert learning.states == {"a": "failed"}


async def test_a_server_that_stops_stops_the_training() -> None:
    async def join(pack: str) -> None:
        raise AssertionError("it has not learnt")

    learning = Learning(["a"], join, (sys.executable, "-c", "import time; time.sleep(60)"))
    task = asyncio.create_task(learning.run())
    await asyncio.sleep(0.3)
    assert learning.states == {"a": "learning"}
    task.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(task, return_exceptions=True)


def test_the_demo_shows_every_pack_the_shop_first(tmp_path: Path) -> None:
    for name in ("zebra", "retail", "ant"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text("")
    assert shown(Settings(domains_dir=tmp_path)) == ("retail", "ant", "zebra")
    assert shown(Settings(domains_dir=tmp_path, packs=("ant",))) == ("ant",), "whoever names packs gets those"


def test_a_pack_that_learns_says_so_and_is_looked_at_again() -> None:
    learning, ready = page(DOMAIN, "learning", "en"), page(DOMAIN, None, "zh")
    assert "learning from its examples" in learning and 'http-equiv="refresh"' in learning and "widget.js" not in learning
    assert 'data-pack="shop"' in ready and 'data-say="中文track_order"' in ready and "refresh" not in ready
    assert "frontdesk train shop" in page(DOMAIN, "failed", "en") and "refresh" not in page(DOMAIN, "failed", "en")
