"""``frontdesk demo``: trains what is missing in a process of its own, then serves the shop, the widget and the desk."""

import subprocess
import sys

from rich.console import Console

from bot import serving
from bot.auth import demo_password
from bot.errors import ArtifactError, SetupError
from bot.inference.artifact import latest
from bot.settings import Settings


def run(settings: Settings) -> None:
    """The port is taken first, so that nobody waits for a training whose result cannot be served."""
    listener = serving.reserve(settings.host, settings.port)
    for pack in settings.packs:
        learn(settings, pack)
    serving.run(settings, listener, (f"Sign in at the desk as desk with the password {demo_password(settings)}. Ctrl-C stops.",))


def learn(settings: Settings, pack: str) -> None:
    """Train a pack that has no usable artifact; torch stays in the training's process."""
    try:
        latest(settings.artifacts_dir, pack)
    except ArtifactError:
        Console(stderr=True).print(f"The {pack} pack has no model yet: training it, once, takes some minutes.", highlight=False)
        done = subprocess.run([sys.executable, "-m", "bot", "train", pack, "--effort", "quick"], check=False)
        if done.returncode != 0:
            raise SetupError(f"Training {pack} did not succeed; the lines above say why. `frontdesk train {pack}` tries again.") from None
