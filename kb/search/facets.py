"""The topics of what was found: how many answers each holds, and the answers of the one that was chosen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wagtail.models import Page

from kb.models import TopicPage

# Root, help home, topic.
TOPIC_PATH = 3 * Page.steplen


@dataclass(frozen=True, slots=True)
class Facet:
    """A topic of the first level with the number of found articles anywhere below it."""

    slug: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Topics:
    """Title and slug of topics by their place in the tree."""

    named: Mapping[str, tuple[str, str]]

    @classmethod
    def above(cls, paths: Iterable[str]) -> "Topics":
        """The published topics right above these articles and their topics of the first level: one query."""
        wanted = {part for path in paths for part in (path[: -Page.steplen], path[:TOPIC_PATH])}
        rows = TopicPage.objects.live().filter(path__in=wanted).values_list("path", "title", "slug")
        return cls({path: (title, slug) for path, title, slug in rows})

    def title(self, path: str) -> str:
        """Of the topic right above the article with this path."""
        return self.named.get(path[: -Page.steplen], ("", ""))[0]

    def slug(self, path: str) -> str:
        """Of the article's topic of the first level."""
        return self.named.get(path[:TOPIC_PATH], ("", ""))[1]

    def facets(self, paths: Iterable[str]) -> list[Facet]:
        """The topics of articles with these paths, the one with the most answers first."""
        counts = Counter(path[:TOPIC_PATH] for path in paths)
        found = [(path, count) for path, count in counts.items() if path in self.named]
        found.sort(key=lambda each: (-each[1], self.named[each[0]][0]))
        return [Facet(self.named[path][1], self.named[path][0], count) for path, count in found]
