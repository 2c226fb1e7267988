"""Takes the pictures of widget, shop and desk in docs/images, with the newest models: ``python -m tests.e2e.pictures``."""

import asyncio
import secrets
import shutil
import tempfile
import time
import uuid
from pathlib import Path

import httpx
import uvicorn
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.app import create_app
from bot.auth import accounts
from bot.composition import assembled
from bot.demo import shown
from bot.dialogue.events import Event, OperatorJoined, OperatorSaid
from bot.reception import Reception
from bot.settings import read
from tests.serving import free_port

IMAGES = Path(__file__).parent.parent.parent / "docs/images"
HELLO = {"en": ("Open chat", "Write a message…"), "zh": ("打开聊天", "请输入消息…")}
MORNING = (
    ("en", "my kettle came broken, HL-402917", "i want to talk to somebody"),
    ("zh", "上次的快递员直接把箱子扔在门口，太过分了，我要投诉"),
    ("en", "write me a poem", "about the sea", "just a short one, 5 sentences"),
    ("en", "the toaster is smoking and there are sparks"),
    ("en", "where is HL-204518", "what does delivery to Canada cost?", "speak to a human"),
    ("zh", "寄到香港要多久？"),
    ("en", "cancel HL-330942"),
    ("en", "where is my order HL-728463?", "thanks, that's all"),
)
"""What customers write, each after their language."""
LINES = ".line:not(.dots):not(.pending)"


async def talk(page: Page, language: str, *said: str) -> None:
    """Open the chat and say each line once the last one was answered."""
    launcher, box = HELLO[language]
    await page.get_by_role("button", name=launcher).click()
    await expect(page.locator(LINES)).to_have_count(1)
    for text in said:
        answered = await page.locator(f"{LINES}:not(.customer)").count()
        await page.get_by_role("textbox", name=box).fill(text)
        await page.keyboard.press("Enter")
        await expect(page.locator(f"{LINES}:not(.customer)").nth(answered)).to_be_visible()
        await page.wait_for_timeout(400)


async def picture(page: Page, name: str) -> None:
    """Write a picture once nothing moves any more."""
    await page.wait_for_timeout(500)
    await page.screenshot(path=IMAGES / name)
    print(f"{name}: {(IMAGES / name).stat().st_size // 1024} kB")


async def visit(browser: Browser, address: str, width: int = 1200, height: int = 800, scale: float = 1) -> Page:
    """A page in a browser of its own."""
    context = await browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale, locale="en-GB")
    page = await context.new_page()
    await page.goto(address)
    return page


async def desk(reception: Reception, *events: Event) -> None:
    """What a person at the desk does to the newest conversation."""
    conversation = (await reception.conversations(limit=1))[0].id
    for event in events:
        key = f"{conversation}::{uuid.uuid4().hex}"
        await reception.receive(conversation, event, key)
        await reception.wait(conversation, key, 5)


async def take(browser: Browser, address: str, reception: Reception) -> None:
    """All pictures, one after the other."""
    page = await visit(browser, address, height=900)
    await expect(page.locator(".more a").first).to_be_visible()
    await picture(page, "shop.png")
    page = await visit(browser, address)
    await talk(page, "en", "hi, where is my order HL-204518?", "can I talk to a person please")
    await desk(
        reception,
        OperatorJoined(time.time(), "Mira"),
        OperatorSaid(time.time(), "Mira", "Hello, Mira here. I have your parcel on the screen. What can I do for you?", "picture"),
    )
    await expect(page.locator(".line.operator")).to_be_visible()
    await picture(page, "widget-en.png")
    await talk(page := await visit(browser, address + "/?lang=zh"), "zh", "我的订单HL-771203到哪了", "运费怎么算？")
    await picture(page, "widget-zh.png")
    await talk(page := await visit(browser, address, 390, 844, 1.5), "en", "where is my order HL-402917?", "thanks, that's all")
    await picture(page, "widget-phone.png")


async def write(address: str, language: str, *texts: str, id: str = "") -> str:
    """What a customer of the shop writes through REST, in a new conversation or in ``id``; its id."""
    async with httpx.AsyncClient(base_url=f"{address}/api/v1/retail", timeout=30) as client:
        id = id or (await client.post("/conversations", json={"language": language})).json()["id"]
        for text in texts:
            await client.post(f"/conversations/{id}/messages", json={"text": text})
    return id


async def take_desk(browser: Browser, address: str, password: str) -> None:
    """The desk on a busy morning, with one conversation taken over, replies suggested in it, and one of its turns explained."""
    ids = {texts[-1]: await write(address, language, *texts) for language, *texts in MORNING}
    page = await visit(browser, address + "/desk", 1700, 1063)
    await page.get_by_label("Name").fill("Mira")
    await page.get_by_label("Password").fill(password)
    await page.keyboard.press("Enter")
    await page.locator(".section-waiting .row", has_text="speak to a human").click()
    await page.get_by_role("button", name="Take over").click()
    box = page.get_by_placeholder("Write to the customer")
    await box.fill("Hello, I have HL-204518 in front of me. I can have the carrier keep it until you are back: which day suits you?")
    await page.keyboard.press("Enter")
    await page.locator(".said.customer", has_text="Canada").locator(".bubble").click()
    await write(address, "en", "Friday please. and how long can I send it back if I don't like it?", id=ids["speak to a human"])
    await expect(page.locator(".suggested .offer").first).to_be_visible()
    await box.fill("Friday it is.")
    await picture(page, "desk.png")


async def main() -> None:
    """Serve the demonstration in a folder that is thrown away, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read().model_copy(update={"data_dir": Path(folder), "port": free_port(), "demo": True})
        settings = settings.model_copy(update={"packs": shown(settings)})
        async with assembled(settings) as parts:
            server = uvicorn.Server(uvicorn.Config(create_app(settings, parts), port=settings.port, log_level="warning"))
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110  (uvicorn has no event for it)
                await asyncio.sleep(0.05)
            assert isinstance(parts.reception, Reception)
            async with async_playwright() as playwright:
                path = shutil.which("chromium") or "chromium"
                browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--headless"])
                address = f"http://127.0.0.1:{settings.port}"
                await take(browser, address, parts.reception)
                accounts(settings).add("Mira", password := secrets.token_urlsafe())
                await take_desk(browser, address, password)
                await browser.close()
            server.should_exit = True
            await serving


if __name__ == "__main__":
    asyncio.run(main())
