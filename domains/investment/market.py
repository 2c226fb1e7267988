"""The funds that this desk advises on, their prices, and what trading costs here."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from bot.advice.investing.prices import Prices, read
from bot.advice.investing.shares import Fees

FUNDS: Mapping[str, Mapping[str, str]] = {
    "SP500": {"en": "US shares, all large ones", "zh": "美国大盘股指数"},
    "MTUM": {"en": "US shares with momentum", "zh": "美股动量"},
    "QUAL": {"en": "US shares of high quality", "zh": "美股优质"},
    "SIZE": {"en": "smaller US shares", "zh": "美股中小盘"},
    "USMV": {"en": "US shares that move little", "zh": "美股低波动"},
    "VLUE": {"en": "US shares at low prices", "zh": "美股价值"},
}
RISKLESS = 0.02
FEES = Fees(fixed=Decimal(1), share=Decimal("0.001"), yearly=Decimal("0.0025"))
LEAST_TRADE = Decimal(50)


@cache
def market() -> Prices:
    """The prices that come with the pack, weekly closes; read once."""
    return read(Path(__file__).parent / "prices.csv")


def closes() -> dict[str, Decimal]:
    """The last price of each fund, to the cent."""
    return {name: Decimal(f"{price:.2f}") for name, price in market().latest().items()}


def fund(code: str, language: str) -> str:
    """A fund as people are told of it."""
    return f"{code} ({FUNDS[code].get(language, FUNDS[code]['en'])})"
