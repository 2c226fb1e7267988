"""What customers sent, at the desk in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.desk.cases import TRACK
from tests.e2e.test_desk import Office, office, open_row, sit
from tests.test_docs import ROOT

__all__ = ["office", "sit"]


def test_a_photo_stands_in_the_conversation_and_a_document_is_saved(office: Office, sit: Callable[[str], Page]) -> None:
    office.album.photos = {"lamp": (ROOT / "docs/images/words.png").read_bytes(), "bill": b"%PDF-1.7 a bill"}
    id = office.begin(TRACK)
    office.send(id, "lamp", "photo", "it came like this")
    office.send(id, "bill", "document", "and this is the bill")
    mia = sit("Mia")
    open_row(mia, id)
    photo = mia.get_by_role("img", name="The photo that the customer sent")
    expect(photo).to_be_visible()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    link = mia.get_by_role("link", name="Open the file")
    answer = mia.request.get(f"{office.server.address}{link.get_attribute('href')}")
    assert (answer.body(), answer.headers["content-disposition"]) == (b"%PDF-1.7 a bill", "attachment; filename*=UTF-8''bill.png")
