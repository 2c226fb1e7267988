"""The demo shop page and the script it carries, as they are served."""

import importlib.util
import re
from pathlib import Path

import httpx
import pytest

from bot.channels.widget import KEPT, PARTS, page, part, script, squeezed
from tests.channels.conftest import SERVER, application
from tests.fakes import FakeReception

ROOT = Path(__file__).parent.parent.parent
GOODS = re.compile(r'<b><span class="en">([^<]*)</span><span class="zh">([^<]*)</span></b>\s*<span>\$([\d.]+)</span>')


def test_the_shop_shows_what_the_retail_pack_sells_at_its_prices() -> None:
    specification = importlib.util.spec_from_file_location("catalogue", ROOT / "domains/retail/catalogue.py")
    assert specification is not None
    assert specification.loader is not None
    catalogue = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(catalogue)
    sold = {(product.english, product.chinese, product.cents) for product in catalogue.PRODUCTS.values()}
    shown = {(english, chinese, round(float(price) * 100)) for english, chinese, price in GOODS.findall(page("en", (), "retail"))}
    assert len(shown) == 12
    assert shown <= sold


def test_the_page_asks_no_other_server_for_anything() -> None:
    loaded = re.findall(r'(?:src|href)="([^"]*)"|url\(([^)]*)\)', page("en", (), "retail"))
    assert {address for pair in loaded for address in pair if address} <= {
        "/widget.js",
        "/desk",
        "/?lang=en",
        "/?lang=zh",
        "#goods",
        *[address for pair in loaded for address in pair if address.startswith("data:")],
    }


@pytest.mark.parametrize(("asked", "language"), [("zh", "zh"), ("zh-CN", "zh"), ("en", "en"), ("xx", "en"), ('"><script>', "en")])
async def test_the_page_speaks_the_asked_language_where_it_can(asked: str, language: str) -> None:
    async with httpx.AsyncClient(transport=application(FakeReception(), demo=True), base_url=SERVER) as client:
        shown = (await client.get("/", params={"lang": asked})).text
    assert f'<html lang="{language}">' in shown
    assert f'data-language="{language}"' in shown


async def test_an_installation_that_is_no_demonstration_says_what_it_is_and_how_a_page_carries_it() -> None:
    async with httpx.AsyncClient(transport=application(FakeReception()), base_url=SERVER) as client:
        shown = await client.get("/", headers={"host": 'a"<b>.example'})
        answer = await client.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/desk"' in answer.text
    assert 'href="/docs"' in answer.text
    assert f'&lt;script src="{SERVER}/widget.js" data-pack="retail" defer&gt;&lt;/script&gt;' in answer.text
    assert "<b>" not in shown.text


async def test_whoever_opens_the_address_of_a_server_can_talk_to_each_of_its_packs() -> None:
    transport = application(FakeReception(), packs=("retail", "bikes"))
    async with httpx.AsyncClient(transport=transport, base_url=SERVER) as client:
        first = (await client.get("/")).text
        second = (await client.get("/", params={"pack": "bikes", "lang": "zh"})).text
        none = (await client.get("/", params={"pack": '"><script>', "lang": '"><script>'})).text
    assert '<script src="/widget.js" data-pack="retail" data-language="en" defer></script>' in first
    assert '<a href="/?pack=bikes&amp;lang=en">bikes</a>' in first
    assert '<script src="/widget.js" data-pack="bikes" data-language="zh" defer></script>' in second
    assert none == first


async def test_the_page_of_an_installation_is_in_the_language_that_is_asked_for() -> None:
    async with httpx.AsyncClient(transport=application(FakeReception()), base_url=SERVER) as client:
        english, chinese = (await client.get("/")).text, (await client.get("/", params={"lang": "zh-CN"})).text
    assert '<html lang="en">' in english
    assert '<html lang="zh">' in chinese
    assert '<a href="/?pack=retail&amp;lang=zh" lang="zh" hreflang="zh">中文</a>' in english


def test_nothing_of_a_pack_becomes_markup_of_the_page() -> None:
    assert "<b>x" not in page("en", ('<b>x"',), "retail")


def test_the_page_carries_the_widget_by_the_tag_that_is_documented() -> None:
    assert re.search(r'<script src="/widget.js" data-pack="retail" data-language="zh"[^>]* defer></script>', page("zh", (), "retail"))


def test_squeezing_leaves_strings_templates_and_patterns_alone() -> None:
    code = (
        "  // a comment\n  const a = 'b = c // d';  const e = `f = ${ g } `;\n"
        "  x.replace(/a = [/ ] /g, y) /* gone */ ; // gone; too\n  f()\n  g((a) => '(b)=>', 0.5)\n"
    )
    assert squeezed(code) == "const a='b = c // d';const e=`f = ${ g } `;x.replace(/a = [/ ] /g,y);f()\ng(a=>'(b)=>',.5)"


def test_the_script_says_everything_its_parts_say() -> None:
    served = script().decode()
    code = re.sub(r"^\s*//.*$|/\* .*? \*/", "", "".join(part(name) for name in PARTS), flags=re.MULTILINE)
    literals = re.findall("|".join(KEPT), code)
    assert len(literals) > 200
    assert [literal for literal in literals if literal not in served] == []


def test_english_and_chinese_have_the_same_texts() -> None:
    english, chinese = re.findall(r"^  (?:en|zh): \{(.*?)^  \},", part("texts.js"), re.DOTALL | re.MULTILINE)
    names = [set(re.findall(r"(?:^|[\s,])(\w+): ", text)) for text in (english, chinese)]
    assert names[0] == names[1]
    assert len(names[0]) > 20
