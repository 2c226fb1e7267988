"""What the processor can do that decides how int8 products are computed."""

import platform
import re
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
VNNI = re.compile(r"^flags\s*:.*\bavx(?:512)?_vnni\b", re.MULTILINE)


def adds_exactly(machine: str | None = None, cpuinfo: Path = CPUINFO) -> bool:
    """Whether the fastest int8 product is exact here: on ARM, and on x86 with VNNI; x86 without ``cpuinfo`` counts as without VNNI.

    Other x86 processors add two products in sixteen bits and cut off what does not fit.
    """
    if (machine or platform.machine()).lower() not in ("x86_64", "amd64", "i386", "i686"):
        return True
    try:
        return VNNI.search(cpuinfo.read_text(encoding="utf-8", errors="replace")) is not None
    except OSError:
        return False
