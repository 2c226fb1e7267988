import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.dialogue.domain import Domain
from bot.packs import load
from bot.packs.diagram import Arrow, Box, Diagram, diagrams, mermaid, page
from bot.packs.drawing import drawing, picture
from bot.packs.layout import arrange
from tests.packs.folders import SMALL

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'say "hi" [a] (b) <b>x</b> & `md` **x**'


@pytest.fixture(scope="module")
def shop() -> Domain:
    return load(ROOT / "domains/retail").domain


def test_a_flow_is_drawn_as_its_steps_and_a_flow_that_it_calls_as_one() -> None:
    (one,) = diagrams(load(SMALL).domain, "track_order")
    told = {box.title: box.kind for box in one.boxes}
    assert told == {
        "your order": "begin",
        "call find_order": "call",
        "order_status == sent": "if",
        "say order_sent": "say",
        "ask sure, yes or no": "collect",
        "sure": "if",
        "do cancel_order": "action",
        "a person: cannot_cancel": "hand_over",
        "say order_cancelled": "say",
        "say order_kept": "say",
        "end": "end",
    }
    titles = {box.id: box.title for box in one.boxes}
    assert ("do cancel_order", "a person: cannot_cancel", "fails") in {(titles[a.source], titles[a.target], a.label) for a in one.arrows}
    assert [a.label for a in one.arrows if titles[a.source] == "order_status == sent"] == ["yes", "no"]


def test_questions_are_drawn_with_their_words(shop: Domain) -> None:
    (one,) = diagrams(shop, "find_order")
    asked = next(box for box in one.boxes if box.kind == "collect")
    assert asked.text.startswith("Let me look into it.")


def test_mermaid_text_holds_nothing_that_mermaid_reads_as_its_own() -> None:
    text = mermaid(
        [Diagram("end", "x", (Box("", "begin", NASTY), Box("a", "say", "1. one", "- “中文（括号）”")), (Arrow("", "a", 'y "|"'),))]
    )
    assert '    f1s0(["say #34;hi#34; [a] (b) #60;b#62;x#60;/b#62; #38; #96;md#96; #42;#42;x#42;#42;"]):::begin_\n' in text
    assert '    f1s1["1#46; one<br/>#45; “中文（括号）”"]:::say_\n' in text
    assert '    f1s0 -->|"y #34;|#34;"| f1s1\n' in text


def test_a_page_has_an_index_and_a_chart_for_each_flow(shop: Domain) -> None:
    text = page("The shop", diagrams(shop))
    names = re.findall(r"^- \[(\w+)\]\(#\w+\)", text, re.M)
    assert names == list(shop.flows)
    assert text.count("```mermaid\nflowchart TD\n") == len(names)


def test_a_picture_is_svg_that_shows_every_flow_and_leads_to_it(shop: Domain) -> None:
    root = ElementTree.fromstring(picture("A <shop>", diagrams(shop)))
    words = {element.text for element in root.iter(f"{SVG}text")}
    assert {"A <shop>", *shop.flows} <= words
    assert {view.get("id") for view in root.iter(f"{SVG}view")} == set(shop.flows)
    assert {link.get("href") for link in root.iter(f"{SVG}a")} == {f"#{name}" for name in shop.flows}


def test_text_in_a_picture_is_text(shop: Domain) -> None:
    root = ElementTree.fromstring(picture("", [Diagram("x", "x", (Box("", "say", NASTY, "中文，" * 30),), ())]))
    told = [element.text or "" for element in root.iter(f"{SVG}text")]
    assert " ".join(told[1:3]) == NASTY
    assert not any(line.startswith("，") for line in told)


def test_no_box_lies_on_another_and_all_lie_in_the_picture(shop: Domain) -> None:
    for one in diagrams(shop):
        inner, width, height = drawing(one)
        boxes = []
        for rect in ElementTree.fromstring(f"<g>{inner}</g>").iter("rect"):
            x, y, w, h = (float(rect.get(key, "nan")) for key in ("x", "y", "width", "height"))
            boxes.append((x, y, x + w, y + h))
            assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
        assert not [(a, b) for a, b in combinations(boxes, 2) if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def test_arrows_lead_down_but_for_those_that_close_a_round() -> None:
    sizes = dict.fromkeys("abcde", (100.0, 30.0))
    layout = arrange(sizes, [("a", "b"), ("b", "c"), ("b", "d"), ("c", "b"), ("d", "e"), ("c", "e"), ("a", "e")])
    assert list(layout.back) == [("c", "b")]
    assert all(way[0].y + way[0].height <= way[-1].y for way in layout.ways.values())
    assert len(layout.ways["a", "e"]) == 4, "it bends where it passes the layers of b, and of c and d"


def test_ways_that_need_not_cross_do_not() -> None:
    layout = arrange(dict.fromkeys("abcde", (80.0, 30.0)), [("a", "b"), ("a", "c"), ("c", "d"), ("b", "e")])
    places = {name: spot.x for name, spot in layout.spots.items()}
    assert (places["b"] < places["c"]) == (places["e"] < places["d"])


def test_flows_of_a_thousand_steps_are_drawn() -> None:
    boxes = tuple(Box(str(i), "say", f"say {i}") for i in range(1000))
    arrows = tuple(Arrow(str(i), str(i + 1)) for i in range(999))
    assert picture("", [Diagram("long", "long", boxes, arrows)]).count("<rect") == 1001


def test_check_draws_what_the_ending_of_the_file_says(tmp_path: Path) -> None:
    run, picture = CliRunner().invoke, tmp_path / "shop.svg"
    shown = run(app, ["check", str(SMALL), "--draw", "--flow", "find_order"])
    assert shown.stdout.startswith('flowchart TD\n  subgraph f1 ["find_order"]\n')
    assert run(app, ["check", str(SMALL), "--draw", "-o", str(picture)]).exit_code == 0
    assert picture.read_text("utf-8").startswith("<svg ")
    assert run(app, ["check", str(SMALL), "--draw", "-o", str(tmp_path / "shop.md")]).exit_code == 0
    assert (tmp_path / "shop.md").read_text("utf-8").startswith("# Corner shop\n\n- [find_order](#find_order)")


def test_what_cannot_be_drawn_is_refused_with_what_can(tmp_path: Path) -> None:
    run = CliRunner().invoke
    for words, told in ((["-o", str(tmp_path / "shop.pdf")], ".svg, .md, .mmd"), (["--flow", "find_ordr"], "find_order")):
        refused = run(app, ["check", str(SMALL), "--draw", *words])
        assert refused.exit_code == 2
        assert told in " ".join(re.sub("[│\n]", " ", refused.output).split())
