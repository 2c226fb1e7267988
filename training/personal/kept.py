"""Finds codes of orders, parcels, models and vouchers, which look personal but belong to the shop."""

import re
from collections.abc import Iterator

from training.personal.detections import Detection

TOKEN = r"(?:[A-Z]{0,6}[-_/]?)?\d[\dA-Z]*(?:[-_/.][\dA-Z]+)*"
CODE = re.compile(
    r"\b(?:order|tracking|track|invoice|ref(?:erence)?|ticket|case|parcel|shipment|consignment|waybill|model|sku|ean|serial|article|"
    r"item|part|"
    r"product|confirmation|booking|reservation|policy|claim|contract|receipt|transaction|flight|bestellung|bestellnummer|auftrag|rechnung|sendung|sendungsnummer|commande|facture|pedido|factura|batch|lot|voucher|coupon|promo|quote|"
    r"rma|return|firmware|version|build|postcode|zip)\b"
    r"(?:[ -]?(?:number|code|no|nr|num|id|#))?(?:\.(?=\s?\d)| (?:is|was|=))?\s?[:#]?\s?"
    rf"({TOKEN}(?: (?!0\d{{3}}|\d{{1,5}}[A-Z]? [A-Z]+ [A-Z]){TOKEN}){{0,7}})(?![A-Z0-9@])",
    re.IGNORECASE,
)
CARRIER = re.compile(r"(?<![A-Za-z0-9])(?:1Z[0-9A-Z]{16}|(?:SF|YT|JD|ZTO|STO|JT)[A-Z]{0,3}\d{10,15}|[A-Z]{2,6}-\d{3,12})(?![A-Za-z0-9])")
CHINESE = re.compile(
    r"(?:订单(?:编号|号)?|单号|运单号?|工单号?|编号|型号|货号|条码|款号|券码|尾号|发票号码?|邮编|版本)(?:是|"
    r"为)?\s?[:：#]?\s?([A-Za-z0-9][A-Za-z0-9.-]{1,30})"
)


def kept(text: str) -> Iterator[Detection]:
    """Every code whose context or form shows that it is not personal."""
    for pattern in (CODE, CHINESE):
        for match in pattern.finditer(text):
            yield Detection(None, match.start(1), match.end(1))
    for match in CARRIER.finditer(text):
        yield Detection(None, match.start(), match.end())
