"""Serves the widget's script, assembled once from its parts, and the pages that embed it."""

import hashlib
import html
import json
import re
from collections.abc import Mapping
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

PARTS = ("texts.js", "lines.js", "connection.js", "panel.js", "boot.js")
KEPT = (r"'(?:\\.|[^'\\])*'", r"`(?:\\.|[^`\\])*`", r"/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/\w*")
"""Strings, templates and regular expressions (unless they begin with a space) of JavaScript, in which spaces must be kept."""

SUM = r"(?<=[\w)\]'`]) (?P<sign>[+-]) (?=[\w('`])"
TOKENS = re.compile("|".join((*KEPT, SUM, r"[ ]*(?P<mark>[=*?:&|<>{}()\[\],;!][=*?:&|<>{}()\[\],;! ]*)")))
LONE = re.compile("|".join((*KEPT, r"(?<!async)\((?P<name>\w+)\)=>", r"(?<![\w.$])(?P<zero>0)(?=\.\d)")))
"""An arrow function of one argument, which needs no parentheses, and a zero before a point."""

REMARK = re.compile(r"(?<=[;{},])\s+// .*$")
"""A comment at the end of a line of JavaScript."""

HOUR = 3600


def part(name: str) -> str:
    """The content of a file in the widget's folder."""
    return (files("bot.channels") / "widget" / name).read_text(encoding="utf-8")


def style() -> str:
    """The widget's style sheet on one line."""
    joined = re.sub(r"\s*\n\s*", "", part("frontdesk.css"))
    shorter = re.sub(r"([:,>])\s+", r"\1", re.sub(r"\s*([{};])\s*", r"\1", joined)).replace(";}", "}")
    return re.sub(r"(?<=[ :,(])0(?=\.\d)", "", shorter)


def squeezed(code: str) -> str:
    """JavaScript without comments, indentation, needless spaces and parentheses; strings, templates and regular expressions are kept."""
    lines = [REMARK.sub("", line.strip()) for line in re.sub(r"/\* .*? \*/", "", code).splitlines()]
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    joined = re.sub(r"(?<=[;{},(])\n|\n(?=\})", "", kept)  # only blocks end with a brace and no semicolon
    packed = TOKENS.sub(lambda match: match["sign"] or (match["mark"] or "").replace(" ", "").replace(";}", "}") or match[0], joined)
    return LONE.sub(lambda match: f"{match['name']}=>" if match["name"] else "" if match["zero"] else match[0], packed)


def script() -> bytes:
    """The script that a page embeds: all parts, in a scope of their own."""
    code = squeezed("\n".join(part(name) for name in PARTS))
    return f"(()=>{{'use strict';\nconst LOOK={json.dumps(style())};\n{code}\n}})();\n".encode()


def page(language: str, orders: tuple[str, ...], pack: str) -> str:
    """The demo shop in ``language``, which suggests asking about the first four of ``orders``."""
    hints = "".join(f'<button type="button" data-order="{html.escape(code)}">{html.escape(code)}</button>' for code in orders[:4])
    here = {name: 'aria-current="true"' if name == language else "" for name in ("en", "zh")}
    values = {"language": language, "orders": hints, "pack": html.escape(pack), **here}
    return filled("shop.html", values)


def front(server: str, packs: tuple[str, ...], pack: str, language: str) -> str:
    """The start page of a ``server`` that is not a demonstration, with the chat of one of its packs to try."""
    others = [f'<a href="/?pack={html.escape(name)}&amp;lang={language}">{html.escape(name)}</a>' for name in packs if name != pack]
    here = {"server": html.escape(server), "pack": html.escape(pack), "language": language}
    return filled("front.html", here | {"packs": ", ".join([f"<strong>{html.escape(pack)}</strong>", *others])})


def known(language: str) -> str:
    """The page language for a requested one: pages exist in English and Chinese."""
    return "zh" if language.lower().startswith("zh") else "en"


def filled(name: str, values: Mapping[str, str]) -> str:
    """A page in the widget's folder with each ``{{name}}`` replaced by its value, which must be HTML already."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], part(name))


def router(demo: bool, orders: tuple[str, ...] = (), packs: tuple[str, ...] = ("retail",)) -> APIRouter:
    """The routes ``/widget.js`` and ``/``, which is the shop if ``demo`` is set and otherwise the start page."""
    routes, code = APIRouter(include_in_schema=False), script()
    headers = {
        "etag": f'"{hashlib.sha256(code).hexdigest()[:20]}"',
        "cache-control": f"public, max-age={HOUR}",
        "access-control-allow-origin": "*",
    }

    @routes.get("/widget.js")
    async def widget(request: Request) -> Response:
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(code, media_type="text/javascript; charset=utf-8", headers=headers)

    if demo:

        @routes.get("/")
        async def shop(lang: str = "en") -> HTMLResponse:
            return HTMLResponse(page(known(lang), orders, packs[0]))

    else:

        @routes.get("/")
        async def about(request: Request, pack: str = "", lang: str = "en") -> HTMLResponse:
            shown = pack if pack in packs else packs[0]
            return HTMLResponse(front(str(request.base_url).rstrip("/"), packs, shown, known(lang)))

    return routes
