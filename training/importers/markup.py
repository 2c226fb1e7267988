"""Messages that are known to be HTML, as the text that people saw."""

from training.repair import MANY_LINES, entities_read, without_tags


def plain(source: str) -> str:
    """Text without tags, each block on a line of its own, at most one empty line between two; ``<order number>`` is no tag."""
    lines = (" ".join(line.split()) for line in entities_read(without_tags(source)).splitlines())
    return MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
