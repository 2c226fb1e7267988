"""The codes of the funds as customers write them."""

import re

from .market import FUNDS

CODE = "|".join(sorted(FUNDS, key=len, reverse=True)).replace("SP500", "S&?P ?500")
FUND = re.compile(CODE, re.IGNORECASE)


def canonical(code: str) -> str:
    """A fund's code as the price file has it."""
    return "SP500" if code.upper().startswith("S") and "500" in code else code.upper()
