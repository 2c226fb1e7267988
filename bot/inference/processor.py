"""What the processor can do that decides how products of matrices are computed."""

import platform
import re
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
VNNI = re.compile(r"^flags\s*:.*\bavx(?:512)?_vnni\b", re.MULTILINE)
BFLOAT16 = re.compile(r"^flags\s*:.*\b(?:avx512_bf16|amx_bf16)\b", re.MULTILINE)


def adds_exactly(machine: str | None = None, cpuinfo: Path = CPUINFO) -> bool:
    """Whether the fastest int8 product is exact here: on ARM, and on x86 with VNNI; x86 without ``cpuinfo`` counts as without VNNI.

    Other x86 processors add two products in sixteen bits and cut off what does not fit.
    """
    return (machine or platform.machine()).lower() not in ("x86_64", "amd64", "i386", "i686") or has(VNNI, cpuinfo)


def multiplies_bfloat16(cpuinfo: Path = CPUINFO) -> bool:
    """Whether the processor multiplies bfloat16 faster than float32; only x86 under Linux says so."""
    return has(BFLOAT16, cpuinfo)


def has(flag: re.Pattern[str], cpuinfo: Path) -> bool:
    """Whether the processor's flags hold one; not if it does not say."""
    try:
        return flag.search(cpuinfo.read_text(encoding="utf-8", errors="replace")) is not None
    except OSError:
        return False
