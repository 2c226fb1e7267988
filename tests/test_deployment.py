"""What the Dockerfile and docker-compose.yml start, name, open and mount is what the program has."""

import re
import socket
import subprocess
import time
from pathlib import Path

import pytest
import typer

from bot.app import create_worker_app
from bot.cli import app
from bot.settings import PREFIX, Settings, read
from tests.deployment import IMAGES, OWN, ROOT, compose, image_environment, instructions, lines, service, services, targets, words
from tests.house import house
from tests.serving import Serving, free_port
from tests.store.servers import redis_program

LONG_RUNNING = ("web", "worker", "redis", "postgres")
SETTING = re.compile(rf"{PREFIX}([A-Z_]+?)(_FILE)?")
SECRET = re.compile(r"(PASSWORD|TOKEN|SECRET|KEY)$")


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder with the secrets that docker-compose.yml names."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name in compose()["secrets"]:
        (folder / name).write_text(f"{name} 1234\n")
    return folder


def settings_of(name: str, secrets: Path) -> Settings:
    _, environment = service(name).process({"/run/secrets": str(secrets)})
    return read(environment)


# What is started


@pytest.mark.parametrize("name", OWN)
def test_a_services_command_is_one_that_there_is_with_its_options(name: str) -> None:
    program, *arguments = service(name).command
    assert program == "frontdesk"
    is_a_command(arguments)


@pytest.mark.parametrize("image", IMAGES)
def test_an_images_command_is_one_that_there_is_and_gets_signals_itself(image: str) -> None:
    (command,) = [words(rest) for instruction, rest in instructions(image) if instruction == "CMD"]
    assert command[0] == "frontdesk"
    is_a_command(command[1:])
    assert not [rest for instruction, rest in instructions(image) if instruction == "ENTRYPOINT"]
    assert [rest for instruction, rest in instructions(image) if instruction == "STOPSIGNAL"] == ["SIGTERM"]


def is_a_command(arguments: list[str]) -> None:
    command, name = typer.main.get_command(app), "frontdesk"
    while below := getattr(command, "commands", None):
        name, *arguments = arguments
        assert name in below, f"frontdesk has no command {name}"
        command = below[name]
    command.make_context(name, list(arguments))


def test_the_web_leaves_turns_to_the_workers_of_which_there_are_several() -> None:
    assert service("web").command == ["frontdesk", "serve", "--workers", "0"]
    assert service("worker").said["deploy"]["replicas"] >= 2


# Settings


@pytest.mark.parametrize("name", OWN)
def test_every_variable_of_a_service_is_a_setting_or_names_a_file_with_one(name: str, secrets: Path) -> None:
    variables = [variable for variable in service(name).environment if variable.startswith(PREFIX)]
    names = [match[1].lower() for variable in variables if (match := SETTING.fullmatch(variable))]
    assert len(names) == len(variables) > 5
    assert set(names) <= set(Settings.model_fields)
    settings_of(name, secrets)


@pytest.mark.parametrize("name", ("web", "worker"))
def test_web_and_workers_meet_at_one_database_and_one_redis_with_their_passwords(name: str, secrets: Path) -> None:
    settings = settings_of(name, secrets)
    assert settings.database == "postgresql://frontdesk:database_password 1234@postgres:5432/frontdesk"
    assert settings.redis == "redis://:redis_password%201234@redis:6379/0"
    assert settings.telegram_token.get_secret_value() == "telegram_token 1234"
    assert {"postgres", "redis"} <= set(services())


def test_the_database_is_made_with_the_name_the_user_and_the_password_that_frontdesk_uses(secrets: Path) -> None:
    made, used = service("postgres").environment, settings_of("web", secrets)
    assert made["POSTGRES_PASSWORD_FILE"] == service("web").environment["FRONTDESK_DATABASE_PASSWORD_FILE"]
    assert used.database_url == f"postgresql://{made['POSTGRES_USER']}@postgres:5432/{made['POSTGRES_DB']}"


@pytest.mark.parametrize("name", services())
def test_a_secret_comes_from_a_file_that_the_service_is_given(name: str) -> None:
    environment, given = service(name).environment, service(name).said.get("secrets", [])
    assert [variable for variable in environment if SECRET.search(variable)] == []
    assert [value for value in environment.values() if re.search(r"//[^/]*:[^/@]*@", value)] == []
    named = re.findall(r"/run/secrets/(\w+)", repr((service(name).command, environment, service(name).health)))
    assert sorted(set(named)) == sorted(given)


def test_no_secret_stands_in_the_files_or_gets_into_the_image_or_into_git() -> None:
    assert {secret["file"] for secret in compose()["secrets"].values()} == {f"./secrets/{name}.txt" for name in compose()["secrets"]}
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {"/secrets/", "/frontdesk.env"} <= set(ignored)
    sent = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert sent[1] == "*"
    assert not [line for line in sent if re.search(r"secret|env|var|artifacts|\.git", line) and line.startswith("!")]
    assert [variable for image in IMAGES for variable in image_environment(instructions(image)) if SECRET.search(variable)] == []


# Ports and health


def test_what_is_published_is_the_webs_port_on_this_machine_alone(secrets: Path) -> None:
    published = {name: service(name).said["ports"] for name in services() if "ports" in service(name).said}
    assert published == {"web": [f"127.0.0.1:8080:{settings_of('web', secrets).port}"]}
    (exposed,) = [rest for instruction, rest in instructions("serving") if instruction == "EXPOSE"]
    assert exposed == f"{settings_of('web', secrets).port} {settings_of('worker', secrets).worker_port}"


@pytest.mark.parametrize("name", ("web", "worker"))
def test_a_service_listens_where_its_neighbours_and_its_health_check_look_for_it(name: str, secrets: Path) -> None:
    settings = settings_of(name, secrets)
    assert settings.host == "0.0.0.0"
    port = settings.port if name == "web" else settings.worker_port
    assert f"http://127.0.0.1:{port}/" in service(name).health[-1]


@pytest.mark.parametrize("name", services())
def test_a_service_has_a_health_check_and_what_runs_once_has_none(name: str) -> None:
    said = service(name).said
    if name in LONG_RUNNING:
        assert service(name).health
        assert {"interval", "timeout", "start_period", "retries"} <= set(said["healthcheck"])
    else:
        assert said["healthcheck"] == {"disable": True}
        assert said["restart"] == "no"
        assert said["profiles"] == [name]


async def test_the_health_checks_of_web_and_worker_ask_for_an_address_that_both_have(tmp_path: Path) -> None:
    def path(name: str) -> str:
        match = re.search(r"http://127\.0\.0\.1:\d+(/[\w/]+)", service(name).health[-1])
        assert match is not None
        return match[1]

    async with house(Settings(data_dir=tmp_path)) as web:
        assert path("web") in {getattr(route, "path", "") for route in web.routes}
        assert path("worker") in {getattr(route, "path", "") for route in create_worker_app(web.state.components).routes}
    (image,) = [rest for instruction, rest in instructions("serving") if instruction == "HEALTHCHECK"]
    assert words(image.partition(" CMD ")[2]) == service("web").health


@pytest.mark.parametrize(("name", "port"), [("web", "8080"), ("worker", "8090")])
def test_a_health_check_succeeds_while_something_answers_and_fails_when_it_is_gone(name: str, port: str, tmp_path: Path) -> None:
    with Serving(lambda: house(Settings(data_dir=tmp_path))) as serving:
        check = service(name).check({port: str(serving.port)})
        assert subprocess.run(check, check=False).returncode == 0
    assert subprocess.run(check, check=False, capture_output=True).returncode != 0


def test_redis_asks_for_its_password_and_its_health_check_gives_it(tmp_path: Path, secrets: Path) -> None:
    redis_program()  # where there is none, the test is skipped
    port, redis = free_port(), service("redis")
    command, _ = redis.process({"/run/secrets": str(secrets), "/tmp/redis.conf": str(tmp_path / "redis.conf")})
    command[-1] = f"{command[-1].rstrip()} --port {port} --bind 127.0.0.1"
    check = redis.check({"/run/secrets": str(secrets), "redis-cli": f"redis-cli -p {port}"})
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10
        while subprocess.run(check, check=False, capture_output=True).returncode != 0:
            assert time.monotonic() < until, "Redis never became well"
            time.sleep(0.05)
        with socket.create_connection(("127.0.0.1", port)) as stranger:
            stranger.sendall(b"PING\r\n")
            assert stranger.recv(100).startswith(b"-NOAUTH")
        (secrets / "redis_password").write_text("another")
        assert subprocess.run(check, check=False, capture_output=True).returncode != 0
    finally:
        process.terminate()
    assert process.wait(10) == 0


# Folders


@pytest.mark.parametrize("name", OWN)
def test_what_is_mounted_is_what_the_settings_name_and_nothing_else(name: str, secrets: Path) -> None:
    settings = settings_of(name, secrets)
    folders = {settings.data_dir, settings.artifacts_dir, settings.shared_artifacts_dir, settings.domains_dir}
    assert {Path(place) for place in targets(name)} == folders
    assert {source for source in targets(name).values() if not source.startswith("./")} <= set(compose()["volumes"])
    assert (ROOT / targets(name)[str(settings.domains_dir)]).is_dir()


def test_all_of_frontdesk_sees_the_same_folders(secrets: Path) -> None:
    assert targets("web") == targets("worker") == targets("train")
    folders = [settings_of(name, secrets).model_dump(include={"data_dir", "artifacts_dir", "shared_artifacts_dir"}) for name in OWN]
    assert folders[0] == folders[1] == folders[2]


def test_only_training_writes_into_the_shared_folder_and_nothing_into_packs() -> None:
    mounts = {name: service(name).said["volumes"] for name in OWN}
    assert [name for name in OWN if "shared-artifacts:/srv/frontdesk/shared:ro" not in mounts[name]] == ["train"]
    assert all("./domains:/srv/frontdesk/domains:ro" in mount for mount in mounts.values())


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_makes_the_folders_that_volumes_take_their_owner_from(image: str, secrets: Path) -> None:
    settings = settings_of("web", secrets)
    made = next(rest for instruction, rest in instructions(image) if instruction == "RUN" and "install -d -o frontdesk" in rest)
    assert {str(settings.data_dir), str(settings.artifacts_dir), str(settings.shared_artifacts_dir)} <= set(made.split())


def test_every_volume_is_used() -> None:
    used = {source for name in services() for source in targets(name).values() if not source.startswith("./")}
    assert used == set(compose()["volumes"])


def test_what_the_image_is_built_from_is_sent_to_the_builder() -> None:
    copied = {name for instruction, rest in lines() if instruction == "COPY" and "--from" not in rest for name in rest.split()[:-1]}
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert copied == sent
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"bot", "training", "retrieval", "evaluation"} <= copied
