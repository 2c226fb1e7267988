"""Draws flows as an SVG picture with a box for each step, and an index at the top that links to each flow."""

from collections.abc import Sequence
from html import escape

from bot.packs.diagram import COLOURS, Arrow, Box, Diagram
from bot.packs.layout import LAYER, Layout, Spot, arrange

LINE, PADDING, MARGIN, HEAD = 17.0, 11.0, 36.0, 74.0
"""Pixels: the height of a line, the padding in a box, the margin around a flow, and the height of its title."""

LETTER = 6.7
WIDEST = 36
"""Letters in a line of a box; a Chinese one counts twice."""

CLOSING = "，。、；：！？）】》」』”’…"
"""Punctuation that may not begin a line."""

COLUMNS, ENTRY = 3, 26.0
"""Columns of the index, and the height of an entry in pixels."""

PAPER, INK, SOFT = "#fbfcfe", "#22314a", "#6b7890"
FONTS = "system-ui,-apple-system,'Segoe UI','Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
STYLE = f"""text{{font-family:{FONTS};fill:{INK};font-size:12.5px}} .t{{font-weight:650}} .h{{font-size:21px;font-weight:700}}
.s{{font-size:13px;fill:{SOFT}}} .w{{fill:#fff}} .l{{fill:{SOFT};stroke:{PAPER};stroke-width:6px;paint-order:stroke;font-size:12px}}
.i{{fill:#2b6cb0;font-size:14px}} a:hover .i{{text-decoration:underline}} path{{fill:none;stroke:{SOFT};stroke-width:1.4}}"""
TIP = f'<path d="M0 0L10 5L0 10z" style="fill:{SOFT};stroke:none"/>'
ARROW = f'<marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">{TIP}</marker>'


def picture(title: str, diagrams: Sequence[Diagram]) -> str:
    """All flows below one another as an SVG document; a single flow has no index."""
    drawn = [(one.name, *drawing(one)) for one in diagrams]
    width = max(w for _, _, w, _ in drawn)
    head, y = ("", 0.0) if len(drawn) == 1 else index(title, [name for name, *_ in drawn])
    width = max(width, 760.0) if head else width
    parts = [head]
    for name, inner, w, h in drawn:
        parts += [f'<view id="{escape(name)}" viewBox="0 {y:.0f} {w:.0f} {h:.0f}"/>', f'<g transform="translate(0 {y:.0f})">{inner}</g>']
        y += h
    size = f'width="{width:.0f}" height="{y:.0f}" viewBox="0 0 {width:.0f} {y:.0f}"'
    sheet = f'<style>{STYLE}</style><defs>{ARROW}</defs><rect width="100%" height="100%" fill="{PAPER}"/>'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', sheet, *filter(None, parts), "</svg>"]) + "\n"


def index(title: str, names: Sequence[str]) -> tuple[str, float]:
    """The title and a link to each flow, and the height that they take."""
    parts = [f'<text class="h" x="{MARGIN}" y="{MARGIN + 16}">{escape(title)}</text>']
    rows = -(-len(names) // COLUMNS)
    for number, name in enumerate(names):
        x, y = MARGIN + number // rows * 230, HEAD + 22 + number % rows * ENTRY
        parts.append(f'<a href="#{escape(name)}"><text class="i" x="{x:.0f}" y="{y:.0f}">{escape(name)}</text></a>')
    return "".join(parts), HEAD + 22 + rows * ENTRY + MARGIN


def drawing(diagram: Diagram) -> tuple[str, float, float]:
    """One flow as SVG elements, with its width and height in pixels."""
    lines = {box.id: [*folded(box.title), *folded(box.text)] for box in diagram.boxes}
    sizes = {box.id: size(box, lines[box.id]) for box in diagram.boxes}
    layout = arrange(sizes, [(arrow.source, arrow.target) for arrow in diagram.arrows])
    spots = list(dict.fromkeys([*layout.spots.values(), *(one for way in layout.ways.values() for one in way)]))
    left = min(spot.x - spot.width / 2 for spot in spots) - MARGIN
    for spot in spots:
        spot.x, spot.y, spot.floor = spot.x - left, spot.y + HEAD, spot.floor + HEAD
    right = max(spot.x + spot.width / 2 for spot in spots)
    parts = [f'<text class="h" x="{MARGIN}" y="{MARGIN + 8}">{escape(diagram.name)}</text>']
    parts += [line(arrow, layout, right) for arrow in diagram.arrows]
    parts += [shape(box, layout.spots[box.id], lines[box.id], len(folded(box.title))) for box in diagram.boxes]
    bottom = max(spot.y + spot.height for spot in layout.spots.values())
    room = 30.0 + 14 * len(layout.back) if layout.back else 0.0
    return "".join(parts), max(right + room, MARGIN + 13 * len(diagram.name)) + MARGIN, bottom + MARGIN


def size(box: Box, lines: Sequence[str]) -> tuple[float, float]:
    """The width and height that a box needs for its lines."""
    if box.kind == "end":
        return 16.0, 16.0
    side = PADDING * (2.2 if box.kind in ("if", "begin", "hand_over", "link") else 1.3)
    return max(map(wide, lines)) * LETTER + 2 * side, len(lines) * LINE + 2 * PADDING - 3


def wide(text: str) -> int:
    """The width of a text in letters."""
    return sum(2 if "\u2e80" <= c <= "\uffef" else 1 for c in text)


def folded(text: str) -> list[str]:
    """A text in lines; words stay whole, Chinese may break after any character."""
    lines, line = list[str](), ""
    for piece in pieces(text):
        if line and wide((line + piece).rstrip()) > WIDEST:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def pieces(text: str) -> list[str]:
    """Words with the blank after them, and single Chinese characters with the signs that may not begin a line."""
    found, word = list[str](), ""
    for c in text:
        if c in CLOSING and (word or found):
            word, last = "", word or found.pop()
            found.append(last + c)
        elif wide(c) == 2:
            found += [word, c] if word else [c]
            word = ""
        else:
            word += c
            if c == " ":
                found.append(word)
                word = ""
    return [*found, word] if word else found


def line(arrow: Arrow, layout: Layout, right: float) -> str:
    """An arrow: downwards a curve through its bends, upwards dashed around all boxes."""
    way = layout.ways.get((arrow.source, arrow.target))
    if way is None:
        return around(arrow, layout, right + 22 + 14 * layout.back.index((arrow.source, arrow.target)))
    start = way[0]
    several = sum(source == arrow.source for source, _ in layout.ways) > 1
    reach = 0.3 * start.width if several else 0.0
    x = start.x + max(-reach, min(reach, way[1].x - start.x))
    path, at = f"M{x:.0f} {start.y + start.height:.0f}V{start.floor:.0f}", (x, start.floor)
    for spot in way[1:]:
        half = (spot.y - at[1]) / 2
        path += f"C{at[0]:.0f} {at[1] + half:.0f} {spot.x:.0f} {spot.y - half:.0f} {spot.x:.0f} {spot.y:.0f}"
        path += f"V{spot.floor:.0f}" if spot is not way[-1] else ""
        at = (spot.x, spot.floor)
    side = 1 if way[1].x >= start.x else -1
    return f'<path d="{path}" marker-end="url(#tip)"/>' + label(arrow, x + 8 * side, start.floor + 15, "start" if side > 0 else "end")


def label(arrow: Arrow, x: float, y: float, anchor: str) -> str:
    """When an arrow is followed, beside where it begins."""
    if not arrow.label:
        return ""
    return f'<text class="l" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(arrow.label)}</text>'


def around(arrow: Arrow, layout: Layout, x: float) -> str:
    """An arrow that closes a cycle: between the layers to ``x``, right of all boxes, up, and into its target from above."""
    source, target = layout.spots[arrow.source], layout.spots[arrow.target]
    low, high, to = source.floor + LAYER / 2, target.y - LAYER / 2, target.x + target.width / 4
    down = f"M{source.x + 6:.0f} {source.y + source.height:.0f}V{low - 8:.0f}Q{source.x + 6:.0f} {low:.0f} {source.x + 14:.0f} {low:.0f}"
    up = f"H{x - 8:.0f}Q{x:.0f} {low:.0f} {x:.0f} {low - 8:.0f}V{high + 8:.0f}Q{x:.0f} {high:.0f} {x - 8:.0f} {high:.0f}"
    path = f"{down}{up}H{to + 8:.0f}Q{to:.0f} {high:.0f} {to:.0f} {high + 8:.0f}V{target.y:.0f}"
    dashed = f'<path d="{path}" stroke-dasharray="5 4" marker-end="url(#tip)"/>'
    return dashed + label(arrow, source.x + 14, source.floor + 15, "start")


def shape(box: Box, spot: Spot, lines: Sequence[str], titles: int) -> str:
    """A box with its text; decisions have points at their sides, beginnings and people round ones."""
    fill, border = COLOURS[box.kind]
    left, right, middle, low = spot.x - spot.width / 2, spot.x + spot.width / 2, spot.y + spot.height / 2, spot.y + spot.height
    style = f'style="fill:{fill};stroke:{border};stroke-width:1.5"'
    if box.kind == "end":
        return f'<circle cx="{spot.x:.0f}" cy="{middle:.0f}" r="7" {style}/>'
    if box.kind == "if":
        tip = min(16.0, spot.height / 2)
        points = [(left, middle), (left + tip, spot.y), (right - tip, spot.y), (right, middle), (right - tip, low), (left + tip, low)]
        outline = f'<polygon points="{" ".join(f"{x:.0f},{y:.0f}" for x, y in points)}" {style}/>'
    else:
        round_ = spot.height / 2 if box.kind in ("begin", "hand_over") else 6.0
        outline = f'<rect x="{left:.0f}" y="{spot.y:.0f}" width="{spot.width:.0f}" height="{spot.height:.0f}" rx="{round_:.0f}" {style}/>'
    white = " w" if box.kind == "begin" else ""
    rows = []
    for i, text in enumerate(lines):
        place = f'x="{spot.x:.0f}" y="{spot.y + PADDING + 12 + i * LINE:.0f}" text-anchor="middle"'
        rows.append(f'<text class="{"t" if i < titles else "b"}{white}" {place}>{escape(text)}</text>')
    return outline + "".join(rows)
