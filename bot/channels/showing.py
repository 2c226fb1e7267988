"""The demonstration's pages for its other packs, which suggest what to ask or say that the pack is still being trained."""

import html
from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from bot.channels.widget import filled
from bot.dialogue.domain import Domain, Intent
from bot.learning import State

PROMPTS = 5
"""Suggested messages on a page at most."""

TEXTS = {
    "en": {
        "learning": "This pack is learning from its examples, which takes a few minutes, just this once. The page refreshes by itself.",
        "waiting": "This pack will start learning once the one before it is done. The page refreshes by itself.",
        "failed": "Training this pack failed. Run `frontdesk train {pack}` in a terminal to see why.",
        "try": "Open the chat, or begin with one of these:",
    },
    "zh": {
        "learning": "这个示例正在学习，只需几分钟，只学一次；页面会自动刷新。",
        "waiting": "前一个示例学完就轮到它，页面会自动刷新。",
        "failed": "训练没有成功；在终端运行 `frontdesk train {pack}` 可以看到原因。",
        "try": "打开聊天，或者从下面选一句开始：",
    },
}


def router(packs: Mapping[str, Domain], learning: Mapping[str, State]) -> APIRouter:
    """``/packs/{pack}`` for every pack of the demonstration, and ``/packs.json`` for the page that lists them."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/packs.json")
    async def listed() -> list[dict[str, object]]:
        return [{"pack": name, "title": dict(domain.title), "state": learning.get(name, "ready")} for name, domain in packs.items()]

    @routes.get("/packs/{pack}")
    async def one(pack: str, lang: str = "en") -> HTMLResponse:
        if pack not in packs:
            return HTMLResponse(filled("nothing.html", {}), status_code=404)
        language = "zh" if lang.lower().startswith("zh") else "en"
        return HTMLResponse(page(packs[pack], learning.get(pack), language))

    return routes


def page(domain: Domain, state: State | None, language: str) -> str:
    """The page of a pack, which is ready if ``state`` is None; while it waits or learns, the page reloads itself."""
    said = TEXTS[language]
    prompts = [said_as(intent, language) for intent in domain.intents.values() if intent.flow][:PROMPTS]
    buttons = "".join(f'<button type="button" data-say="{html.escape(text)}">{html.escape(text)}</button>' for text in prompts)
    waits = state is not None and state != "failed"
    script = "" if state else '<script src="/widget.js" data-pack="{pack}" data-language="{language}" data-color="#0f5c63" defer></script>'
    return filled(
        "pack.html",
        {
            "language": language,
            "title": html.escape(domain.title.get(language) or next(iter(domain.title.values()))),
            "about": html.escape((said[state] if state else said["try"]).format(pack=domain.name)),
            "prompts": "" if state else buttons,
            "refresh": '<meta http-equiv="refresh" content="5">' if waits else "",
            "script": script.format(pack=html.escape(domain.name), language=language),
            "pack": html.escape(domain.name),
            "other": "en" if language == "zh" else "zh",
            "other_name": "English" if language == "zh" else "中文",
            "home": "所有示例" if language == "zh" else "All examples",
            "desk": "客服台" if language == "zh" else "Desk",
        },
    )


def said_as(intent: Intent, language: str) -> str:
    """What a customer could write for an intent: its label."""
    return intent.labels.get(language) or next(iter(intent.labels.values()))
