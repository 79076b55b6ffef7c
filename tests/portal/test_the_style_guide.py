from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone

from portal.dashboard.styleguide import samples


def test_it_is_not_there_in_production(client: Client, db: None) -> None:
    assert client.get("/styleguide/").status_code == 404


def test_it_shows_every_element(db: None) -> None:
    request = RequestFactory().get("/styleguide/")
    page = render_to_string("dashboard/styleguide.html", samples(timezone.now()), request)
    for part in (
        "button",
        "badge",
        "alert",
        "panel",
        "field",
        "table",
        "details",
        "facts",
        "card",
        "empty",
        "timeline",
    ):
        assert f'class="{part}' in page, part


def test_the_glossary_names_every_element() -> None:
    folder = settings.BASE_DIR / "portal" / "templates"
    glossary = (folder / "README.md").read_text()
    unnamed = {file.stem for file in (folder / "allauth" / "elements").glob("*.html") if file.stem not in glossary}
    assert not unnamed
