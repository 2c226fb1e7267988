"""What the Dockerfile and docker-compose.yml say, as values, so that tests run the very commands that containers run.

worker = service("worker")
command, environment = worker.process({"postgres:5432": "127.0.0.1:54321", "/srv/frontdesk": str(tmp_path), ...})
subprocess.Popen(command, env={**os.environ, **environment})
"""

import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
OWN = ("web", "worker", "train")
"""Services that run Frontdesk."""

IMAGES = ("serving", "training")
"""The stages of the Dockerfile that services run."""

PROGRAMS = {"frontdesk": [sys.executable, "-m", "bot"], "python": [sys.executable]}
"""What a container's program is in this checkout."""

Instruction = tuple[str, str]


@dataclass(frozen=True)
class Service:
    """A service as it is started: the image's defaults with what docker-compose.yml says on top; ``health`` is empty without a check.

    ``said`` is what docker-compose.yml says of it.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    health: list[str]
    said: Mapping[str, Any] = field(repr=False)

    def process(self, replace: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
        """Command and environment for a process of this machine; each text in ``replace`` becomes the other, longer ones first.

        What has to be replaced: ``postgres:5432``, ``redis:6379``, ``/run/secrets``, ``/srv/frontdesk``, and ports (``8080``, ``8090``).
        """
        return launched(self.command, replace), {name: replaced(value, replace) for name, value in self.environment.items()}

    def check(self, replace: Mapping[str, str]) -> list[str]:
        """The health check's command for a process of this machine; it ends with 0 where the service is well."""
        return launched(self.health, replace)


def launched(command: list[str], replace: Mapping[str, str]) -> list[str]:
    program, *arguments = [replaced(word, replace) for word in command]
    return [*PROGRAMS.get(program, [program]), *arguments]


def replaced(text: str, replace: Mapping[str, str]) -> str:
    for old in sorted(replace, key=len, reverse=True):
        text = text.replace(old, replace[old])
    return text


@cache
def compose() -> dict[str, Any]:
    """docker-compose.yml; ``$$`` is a dollar there."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8").replace("$$", "$"))
    return content


def services() -> list[str]:
    """The names of all services."""
    return list(compose()["services"])


def service(name: str) -> Service:
    """The service of this name."""
    said = compose()["services"][name]
    image = instructions(said["build"]["target"]) if "build" in said else []
    environment = {**image_environment(image), **said.get("environment", {})}
    commands = [words(rest) for instruction, rest in image if instruction == "CMD"]
    return Service(name, said.get("command") or commands[-1], environment, check_of(said.get("healthcheck", {})), said)


def check_of(healthcheck: Mapping[str, Any]) -> list[str]:
    """The command of a health check."""
    match healthcheck.get("test", []):
        case ["CMD", *command]:
            return command
        case ["CMD-SHELL", line]:
            return ["sh", "-c", line]
        case _:
            return []


def words(rest: str) -> list[str]:
    """The words of an instruction in exec form; in shell form there are none, since a shell would not pass signals on."""
    found = yaml.safe_load(rest) if rest.startswith("[") else []
    return [str(word) for word in found]


@cache
def stages() -> dict[str, tuple[str, list[Instruction]]]:
    """The stages of the Dockerfile: what each begins from, and its instructions."""
    found: dict[str, tuple[str, list[Instruction]]] = {}
    current: list[Instruction] = []
    for instruction, rest in lines():
        if instruction == "FROM":
            base, _, name = rest.partition(" AS ")
            current = []
            found[name] = (base, current)
        else:
            current.append((instruction, rest))
    return found


def lines() -> Iterator[Instruction]:
    """The instructions of the Dockerfile, each in one line."""
    text = "\n".join(line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#"))
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if line.strip():
            instruction, _, rest = line.strip().partition(" ")
            yield instruction, rest.strip()


def instructions(stage: str) -> list[Instruction]:
    """All instructions that make an image of a stage, those of the stages that it begins from first."""
    base, own = stages()[stage]
    return [*(instructions(base) if base in stages() else []), *own]


def image_environment(image: list[Instruction]) -> dict[str, str]:
    """The variables that an image sets, but for PATH, which is its own."""
    pairs = [pair.partition("=") for instruction, rest in image if instruction == "ENV" for pair in shlex.split(rest)]
    return {name: value for name, _, value in pairs if name != "PATH"}


def targets(name: str) -> dict[str, str]:
    """What a service mounts: the place in the container, and whether it is a volume's name or a path of the host."""
    mounts = [mount.split(":") for mount in compose()["services"][name].get("volumes", [])]
    return {mount[1]: mount[0] for mount in mounts}
