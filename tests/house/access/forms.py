"""Forms as the site draws them for somebody: found on her pages, filled in as they came."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from tests.house.access.conftest import House
from tests.house.access.places import every_place, path_to

# Where a customer's forms are; the admin's are for staff.
PAGES = (
    "",
    "orders/",
    "cases/",
    "account/",
    "callback/",
    "withdraw/",
    "contact/",
    "live/",
    "help/tip/",
    "survey/",
    "offers/",
)
# Ends the session, or asks for what only its owner knows.
NOT_SENT = ("/account/logout/", "/account/login/", "/account/signup/", "/account/reauthenticate/", "/account/2fa/")


@dataclass(frozen=True)
class Form:
    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def data(self) -> dict[str, str]:
        return dict(self.fields)


def forms_for(house: House, letter: str) -> list[Form]:
    """Every form that sends, once for each address and set of fields."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    held = {"A": house.world.anna, "B": house.world.ben}[letter]
    for place in every_place():
        if not place.pattern.startswith(PAGES) or place.pattern.startswith("admin/"):
            continue
        path = path_to(place, house.world, held)
        answer = house.ask(letter, "GET", path)
        if answer.status != 200 or b"<form" not in answer.body:
            continue
        for form in BeautifulSoup(answer.body, "html.parser").find_all("form"):
            made = read(form, path)
            if made and not made.action.startswith(NOT_SENT):
                found.setdefault((made.action, tuple(name for name, _value in made.fields)), made)
    return list(found.values())


def read(form: Tag, path: str) -> Form | None:
    if str(form.get("method", "get")).lower() != "post":
        return None
    fields: dict[str, str] = {}
    for part in form.find_all(["input", "select", "textarea", "button"]):
        name, kind = str(part.get("name") or ""), str(part.get("type") or "")
        if not name or name == "csrfmiddlewaretoken" or kind == "file":
            continue
        fields.setdefault(name, value_of(part, kind))
    return Form(urlsplit(urljoin(path, str(form.get("action") or path))).path, tuple(fields.items()))


def value_of(part: Tag, kind: str) -> str:
    if part.name == "select":
        options = part.find_all("option")
        chosen = next((one for one in options if one.has_attr("selected")), options[-1] if options else None)
        return str(chosen.get("value", "")) if chosen else ""
    if part.name == "textarea":
        return part.get_text() or "Some words of hers."
    given = str(part.get("value") or "")
    return given or {"email": "new@example.com", "number": "1", "date": "2026-11-20"}.get(kind, "word")
