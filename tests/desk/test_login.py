"""The door of the desk: nobody comes in without a password, and nobody guesses one."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot import auth
from bot.desk import pages
from bot.desk.login import COOKIE, HERE, PER_NAME, destination, login_again
from bot.pictures import PNG
from bot.settings import Settings
from tests.desk.accounts import accounts, add_account
from tests.desk.cases import Shop

NAME, PASSWORD = "Mia", "a good password"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path)
    add_account(settings, NAME, PASSWORD)
    return settings


@pytest.fixture
def desk(settings: Settings) -> Iterator[TestClient]:
    app = FastAPI()
    pages.mount(app, Shop(), accounts(settings), settings)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def log_in(desk: TestClient, name: str = NAME, password: str = PASSWORD, **more: str) -> int:
    return desk.post("/desk/login", data={"name": name, "password": password}, headers=more).status_code


def test_the_desk_sends_those_who_are_not_logged_in_to_the_login(desk: TestClient) -> None:
    assert desk.get("/desk").headers["location"] == "/desk/"
    answer = desk.get("/desk/?c=abc")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/login?next=/desk/%3Fc%3Dabc"
    assert "Password" in desk.get("/desk/login").text


@pytest.mark.parametrize("path", ["/desk/_nicegui_ws/socket.io/?EIO=4&transport=polling", "/desk/_nicegui/x.js", "/desk/elsewhere"])
def test_what_the_page_is_made_of_is_behind_the_login_too(desk: TestClient, path: str) -> None:
    assert desk.get(path).status_code == 401


def test_without_a_login_there_is_no_websocket(desk: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect) as caught, desk.websocket_connect("/desk/_nicegui_ws/socket.io/?EIO=4&transport=websocket"):
        pass
    assert caught.value.code == 4401


def test_a_page_of_another_origin_is_refused_even_with_the_cookie(desk: TestClient) -> None:
    log_in(desk)
    assert desk.get("/desk/", headers={"origin": "http://evil.example"}).status_code == 403
    assert desk.get("/desk/", headers={"origin": "https://[evil"}).status_code == 403
    assert desk.get("/desk/", headers={"origin": "http://testserver"}).status_code == 200
    path = "/desk/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(WebSocketDisconnect) as caught, desk.websocket_connect(path, headers={"origin": "http://evil.example"}):
        pass
    assert caught.value.code == 4403


def test_with_the_right_password_the_desk_opens(desk: TestClient) -> None:
    answer = desk.post("/desk/login?next=/desk/?c=abc", data={"name": NAME, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/?c=abc")
    cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/desk"} <= {part.strip() for part in cookie.split(";")}
    page = desk.get("/desk/")
    assert page.status_code == 200
    assert NAME in page.text
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["cache-control"] == "no-store"
    assert desk.get("/desk/login").headers["location"] == "/desk/"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/desk/\\evil", "/other", ""])
def test_the_login_leads_nowhere_but_to_the_desk(desk: TestClient, target: str) -> None:
    answer = desk.post("/desk/login", params={"next": target}, data={"name": NAME, "password": PASSWORD})
    assert answer.headers["location"] == "/desk/"


@pytest.mark.parametrize(("name", "password"), [(NAME, "wrong"), ("Nobody", PASSWORD), ("", ""), (NAME, "")])
def test_a_wrong_password_does_not_open_the_desk(desk: TestClient, name: str, password: str) -> None:
    answer = desk.post("/desk/login", data={"name": name, "password": password})
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert COOKIE not in answer.cookies
    assert desk.get("/desk/").status_code == 303


def test_a_name_is_shown_as_text(desk: TestClient) -> None:
    page = desk.post("/desk/login", data={"name": '"><script>alert(1)</script>', "password": "x"}).text
    assert "<script>" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_whoever_guesses_has_to_wait_also_with_the_right_password(desk: TestClient) -> None:
    assert [log_in(desk, password=f"guess {i}") for i in range(HERE)] == [401] * HERE
    answer = desk.post("/desk/login", data={"name": NAME, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 200
    assert "Too many wrong passwords. Try again in 5 min." in answer.text
    assert log_in(desk, "Tom") == 401


@pytest.fixture
def proxied(settings: Settings) -> Iterator[TestClient]:
    """The desk behind a proxy that hands on whatever address the browser claims to have."""
    app = FastAPI()
    pages.mount(app, Shop(), accounts(settings), settings)
    with TestClient(ProxyHeadersMiddleware(app, ["testclient"]), follow_redirects=False) as client:  # type: ignore[arg-type]
        yield client


def guess(desk: TestClient, times: int) -> list[int]:
    """Wrong passwords, each from another address."""
    return [log_in(desk, password="a guess", **{"x-forwarded-for": f"10.0.{i}.1"}) for i in range(times)]


def test_whoever_guesses_from_many_addresses_has_to_wait_as_well(proxied: TestClient) -> None:
    assert guess(proxied, PER_NAME + 2) == [401] * PER_NAME + [429] * 2
    assert log_in(proxied, **{"x-forwarded-for": "10.9.9.9"}) == 429
    assert log_in(proxied, "Tom", **{"x-forwarded-for": "10.9.9.9"}) == 401, "other names do not wait"


def test_guesses_from_elsewhere_do_not_hold_up_who_has_logged_in_here_before(proxied: TestClient) -> None:
    here = {"x-forwarded-for": "10.9.9.9"}
    assert log_in(proxied, **here) == 303
    guess(proxied, PER_NAME + 2)
    assert log_in(proxied, **here) == 303
    assert [log_in(proxied, password="a guess", **here) for _ in range(HERE + 1)] == [401] * HERE + [429]


def test_logging_out_ends_the_session_for_every_copy_of_its_cookie(desk: TestClient) -> None:
    log_in(desk)
    cookie = desk.cookies[COOKIE]
    assert desk.get("/desk/").status_code == 200
    assert desk.post("/desk/logout").headers["location"] == "/desk/login"
    assert desk.get("/desk/").status_code == 303
    desk.cookies.set(COOKIE, cookie, path="/desk")
    assert desk.get("/desk/").status_code == 303


def test_a_huge_login_is_not_read(desk: TestClient) -> None:
    assert log_in(desk, password="x" * 100_000) == 413
    assert desk.post("/desk/login", content=b"\xff\xfe" * 100).status_code == 401


def test_without_any_account_the_login_says_what_to_do(tmp_path: Path) -> None:
    app, settings = FastAPI(), Settings(data_dir=tmp_path)
    pages.mount(app, Shop(), auth.accounts(settings), settings)
    with TestClient(app) as client:
        assert "frontdesk account" in client.get("/desk/login").text


def test_two_applications_in_one_process_keep_their_desks_apart(desk: TestClient, tmp_path: Path) -> None:
    app, settings = FastAPI(), Settings(data_dir=tmp_path / "other", desk_password="operators")
    pages.mount(app, Shop(), auth.accounts(settings), settings)
    other = TestClient(app, follow_redirects=False)
    log_in(desk)
    other.cookies.set(COOKIE, desk.cookies[COOKIE], path="/desk")
    assert other.get("/desk/").status_code == 303
    assert log_in(other, "desk", "operators") == 303
    assert "desk" in other.get("/desk/").text


class Drawing(Shop):
    async def picture(self, conversation_id: str, seq: int) -> bytes:
        return PNG + f"{conversation_id} {seq}".encode()


def test_a_picture_is_for_who_is_logged_in_and_stays_in_no_browser(settings: Settings) -> None:
    app, address = FastAPI(), "/desk/api/conversations/c1/lines/4/picture"
    pages.mount(app, Drawing(), accounts(settings), settings)
    with TestClient(app, follow_redirects=False) as desk:
        assert desk.get(address).status_code == 401
        assert log_in(desk) == 303
        shown = desk.get(address)
        assert (shown.content, shown.headers["content-type"]) == (PNG + b"c1 4", "image/png")
        assert shown.headers["cache-control"] == "no-store"


def test_the_interface_library_is_not_loaded_until_the_desk_is_mounted() -> None:
    code = "import sys, bot.desk.pages; print('nicegui' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True).stdout.strip() == "False"


def test_whoever_has_to_log_in_again_comes_back_to_the_conversation_that_was_open() -> None:
    assert login_again(None) == "/login"
    path, _, query = login_again("telegram-81--100123").partition("?")
    request = Request({"type": "http", "path": f"/desk{path}", "query_string": query.encode(), "headers": []})
    assert destination(request) == "/desk/?c=telegram-81--100123"
