"""The report as one HTML page without scripts, fonts or pictures from elsewhere; it reads in the dark, on a phone and on paper."""

from collections.abc import Iterable, Iterator
from html import escape

from evaluation.operation import drawing
from evaluation.operation.results import Results
from evaluation.operation.wording import Section, Table, day

STYLE = """
:root{color-scheme:light dark;--ink:#1b2530;--soft:#5d6975;--edge:#dde3e8;--ground:#f4f6f8;--paper:#fff;
--p0:#0f6b66;--p1:#7fbdb6;--p2:#e0a84a;--p3:#d88a7e;--p4:#b04a3c;--p5:#8b97a5;
--l0:#5b6b7d;--l1:#2f8f86;--l2:#b0651a}
@media(prefers-color-scheme:dark){:root{--ink:#e4e9ee;--soft:#9fabb7;--edge:#333f4a;--ground:#12181e;--paper:#1a222a;
--p0:#2aa198;--p1:#23625d;--p2:#c08a35;--p3:#c9796c;--p4:#9a4338;--p5:#5f6d7b;
--l0:#aebccb;--l1:#4fc0b5;--l2:#e59a4b}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,"Segoe UI","Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:1000px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:22px;line-height:1.3;margin:0 0 4px}
h2{font-size:17px;margin:0 0 8px}
.made{color:var(--soft);margin:0 0 20px}
section{background:var(--paper);border:1px solid var(--edge);border-radius:10px;padding:16px 20px 12px;margin:0 0 16px}
p{margin:0 0 8px;max-width:84ch}
.first p{font-size:17px}
.wide{overflow-x:auto;margin:0 0 10px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:5px 0 5px 18px;text-align:right;border-bottom:1px solid var(--edge);white-space:nowrap}
thead th{color:var(--soft);font-weight:500;font-size:13px;vertical-align:bottom}
tbody th{font-weight:400}
th:first-child,td:first-child{text-align:left;padding-left:0}
tbody tr:last-child>*{border-bottom:0}
.in1{padding-left:18px!important}.in2{padding-left:36px!important}
.picture{overflow-x:auto;margin:4px 0 12px}
.picture:focus-visible,.wide:focus-visible{outline:2px solid var(--p0);outline-offset:2px}
svg{display:block;font:13px system-ui,"Segoe UI","Noto Sans",sans-serif}
svg text{fill:var(--ink)}svg .soft{fill:var(--soft);font-size:12px}
.part0{fill:var(--p0)}.part1{fill:var(--p1)}.part2{fill:var(--p2)}.part3{fill:var(--p3)}.part4{fill:var(--p4)}.part5{fill:var(--p5)}
.bar{width:100%;height:36px;border-radius:4px}
.key{list-style:none;margin:10px 0 14px;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:3px 28px}
.key li{display:grid;grid-template-columns:12px 1fr auto 6.5em;gap:8px;align-items:center;font-variant-numeric:tabular-nums}
.key svg{width:12px;height:12px}.key b{font-weight:600}.key i{font-style:normal;color:var(--soft);font-size:13px;text-align:right}
.grid{stroke:var(--edge)}.model{stroke:var(--soft);stroke-dasharray:4 4}
polyline{fill:none;stroke-width:2}.thin{stroke-width:1.5;opacity:.65}
.line0{stroke:var(--l0)}.line1{stroke:var(--l1)}.line2{stroke:var(--l2)}
.mark0{fill:var(--l0)}.mark1{fill:var(--l1)}.mark2{fill:var(--l2)}
@media(max-width:600px){main{padding:16px 10px 40px}section{padding:14px 12px 8px}
.first p{font-size:16px}.text th{white-space:normal}.text th:first-child{min-width:13em}}
@media print{body{background:#fff}section{break-inside:avoid;border:0;padding:0}}
"""


def page(results: Results, title: str, sections: Iterable[Section]) -> str:
    """The whole page."""
    parts = "".join(part(section, results, "first" if number == 0 else "") for number, section in enumerate(sections))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f'<p class="made">Counted on {day(results.period.now)} UTC from the servers’ database.</p>{parts}</main></body></html>\n'
    )


def part(section: Section, results: Results, kind: str) -> str:
    """A section."""
    drawn = {"endings": drawing.endings, "weeks": drawing.weeks}
    picture = drawn[section.picture](results) if section.picture else ""
    before, after = ("".join(f"<p>{written(line)}</p>" for line in lines) for lines in (section.before, section.after))
    after += "".join(f"<p><b>{escape(term)}.</b> {escape(meaning)}</p>" for term, meaning in section.defined)
    table = "".join(tabulated(section.table, section.title)) if section.table else ""
    return f"<section{f' class={kind!r}' if kind else ''}><h2>{escape(section.title)}</h2>{before}{picture}{table}{after}</section>"


def written(text: str) -> str:
    """A text in which no line breaks before a percent sign."""
    return escape(text).replace(" %", "\u00a0%")


def tabulated(table: Table, title: str) -> Iterator[str]:
    """A table, which scrolls where it is wider than the window."""
    narrow = " text" if len(table.head) < 6 else ""
    yield f'<div class="wide{narrow}" tabindex="0" role="region" aria-label="{escape(title)}"><table>'
    if any(table.head):
        yield f"<thead><tr>{''.join(f'<th scope=col>{escape(cell)}</th>' for cell in table.head)}</tr></thead>"
    yield "<tbody>"
    for first, *rest in table.rows:
        deep = (len(first) - len(first.lstrip())) // 2
        inside = f' class="in{deep}"' if deep else ""
        yield f"<tr><th scope=row{inside}>{escape(first.strip())}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in rest)}</tr>"
    yield "</tbody></table></div>"
