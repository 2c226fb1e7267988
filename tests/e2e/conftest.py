"""A real Chromium; without one these tests are skipped, and say what to install."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

INSTALL = "no chromium here: on Debian and Ubuntu, apt install chromium fonts-noto-cjk"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip(INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--headless", "--disable-dev-shm-usage"])
        yield browser
        browser.close()
