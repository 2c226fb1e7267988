"""``frontdesk demo``: trains the shop if it has no model, then serves it; the other packs train meanwhile and join when ready."""

import signal
import subprocess
from collections.abc import Sequence

from rich.console import Console

from bot import serving
from bot.auth import demo_password
from bot.errors import ArtifactError, SetupError
from bot.inference.artifact import latest
from bot.learning import TRAINING
from bot.placeholder import answering
from bot.settings import Settings


def run(settings: Settings) -> None:
    """Run the demonstration; the port is taken first, so that nobody waits for a training whose result cannot be served."""
    listener = serving.reserve(settings.host, settings.port, "--port (make demo PORT=...)")
    settings = settings.model_copy(update={"packs": shown(settings)})
    with answering(listener):
        learn(settings, settings.packs[0])
    serving.run(settings, listener, (f"Sign in at the desk as desk with the password {demo_password(settings)}. Ctrl-C stops.",))


def shown(settings: Settings) -> tuple[str, ...]:
    """The packs of the demonstration: those named in the settings, otherwise all packs with the shop first."""
    if "packs" in settings.model_fields_set or not settings.domains_dir.is_dir():
        return settings.packs
    others = sorted(folder.parent.name for folder in settings.domains_dir.glob("*/pack.yaml"))
    return (*settings.packs, *(name for name in others if name not in settings.packs))


def learn(settings: Settings, pack: str, training: Sequence[str] = TRAINING) -> None:
    """Train a pack that has no usable artifact, in a process of its own so that torch is not loaded into this one."""
    try:
        latest(settings.artifacts_dir, pack)
    except ArtifactError:
        Console(stderr=True).print(f"The {pack} pack has no model yet. Training it takes some minutes, just this once.", highlight=False)
        done = subprocess.run([*training, pack], check=False)
        if done.returncode != 0:
            raise SetupError(failed(pack, done.returncode)) from None


def failed(pack: str, code: int) -> str:
    """Why there is no model and what to do, from the training's exit ``code``; a negative one is the signal that ended it."""
    if code == -signal.SIGKILL:
        return f"Training {pack} was killed, most likely for lack of memory. Free some and run this again: it goes on where it stopped."
    if code < 0:
        return f"Training {pack} was stopped ({signal.Signals(-code).name}). Run this again: it goes on where it stopped."
    return f"Training {pack} failed; the lines above say why. `frontdesk train {pack}` tries again."
