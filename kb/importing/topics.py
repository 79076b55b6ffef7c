"""Topics that an import names: found by their place, their name or as a translation, else made."""

import re
import uuid

from django.utils.text import slugify
from wagtail.models import Page

from kb.importing.rows import Row, TopicTold
from kb.models import HelpHomePage, TopicPage
from kb.models.pages import ICONS

SLUGS = re.compile(r"[-\w]+(?:/[-\w]+)*")
KNOWN_ICONS = {name for name, _label in ICONS}


class Topics:
    """Each topic is looked up once a run. The site's homes, by language, are in `homes`."""

    def __init__(self) -> None:
        homes = HelpHomePage.objects.select_related("locale")
        self.homes: dict[str, HelpHomePage] = {home.locale.language_code: home for home in homes}
        self.found: dict[tuple[str, str], int] = {}
        self.made: list[str] = []
        for language, home in self.homes.items():
            for topic in TopicPage.objects.descendant_of(home).order_by("-path"):
                for name in (topic.title, topic.slug, topic.url_path.removeprefix(home.url_path).strip("/")):
                    self.found[language, name.casefold()] = topic.pk

    def of(self, row: Row) -> int:
        """The key of the row's topic, made if need be."""
        name = (row.language, row.topic.casefold())
        if row.topics:
            return self.ensure(row.topics, row.language)
        if name not in self.found:
            self.found[name] = self.ensure(told_by(row.topic), row.language)
        return self.found[name]

    def ensure(self, path: tuple[TopicTold, ...], language: str) -> int:
        """The innermost topic of a path, the outermost first."""
        parent: Page = self.homes[language]
        for at, told in enumerate(path):
            name = (language, "/".join(topic.slug for topic in path[: at + 1]).casefold())
            key = _key(told, self.homes[language])
            if at + 1 == len(path) and name in self.found:
                return self.found[name]
            below = TopicPage.objects.child_of(parent)
            topic = (
                below.filter(slug=told.slug).first() or _translation(key, language) or self._make(told, parent, key)
            )
            self.found[name] = topic.pk
            parent = topic
        return parent.pk

    def _make(self, told: TopicTold, parent: Page, key: uuid.UUID) -> TopicPage:
        page = TopicPage(
            title=told.title,
            slug=free_slug(told.slug or "topic", parent),
            summary=told.summary,
            locale=parent.locale,
            translation_key=key,
            **({"icon": told.icon} if told.icon in KNOWN_ICONS else {}),
        )
        # The parent's row counts its children: a stale copy in memory would give two pages one place.
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision().publish()
        self.made.append(told.title)
        return page


def told_by(name: str) -> tuple[TopicTold, ...]:
    """A topic of which only the name is known: `delivery`, `delivery/parcels` or `Delivery and parcels`."""
    if not SLUGS.fullmatch(name):
        return (TopicTold(slugify(name, allow_unicode=True)[:200] or "topic", name),)
    parts = name.split("/")
    return tuple(
        TopicTold(
            part.lower(), part if part != part.lower() else part.replace("-", " ").replace("_", " ").capitalize()
        )
        for part in parts
    )


def free_slug(wanted: str, parent: Page, but: int | None = None) -> str:
    """The slug, with a number when another page beside it has it already."""
    taken = set(
        Page.objects.child_of(parent).exclude(pk=but).filter(slug__startswith=wanted).values_list("slug", flat=True)
    )
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{number}" for number in range(2, len(taken) + 3) if f"{wanted}-{number}" not in taken)


def _key(told: TopicTold, home: HelpHomePage) -> uuid.UUID:
    try:
        return uuid.UUID(told.id)
    except ValueError:
        # Homes of all languages share their key, so the same name is the same topic translated.
        return uuid.uuid5(home.translation_key, told.id) if told.id else uuid.uuid4()


def _translation(key: uuid.UUID, language: str) -> TopicPage | None:
    found: TopicPage | None = TopicPage.objects.filter(translation_key=key, locale__language_code=language).first()
    return found
