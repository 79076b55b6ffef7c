"""From a model instance to the fields of one Whoosh document.

key: primary key, unique in the index of a root model. kinds: labels of its class and parents. lang: its language.
s_…: tokens of a SearchField; a_…: folded words of an AutocompleteField; the analysis may add fields of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Manager, Model, QuerySet
from modelsearch.index import AutocompleteField, Indexed, RelatedFields, SearchField
from whoosh import fields
from whoosh.analysis import SpaceSeparatedTokenizer

from kb.search.backend.plain import Analysis

LONGEST_TEXT = 200_000


def label(model: type[Model]) -> str:
    return model._meta.label_lower


def kinds(model: type[Model]) -> list[str]:
    """Labels of a class and of the models it is a kind of."""
    return [label(model), *(label(parent) for parent in model._meta.get_parent_list())]


def family(model: type[Model]) -> Iterator[type[Indexed]]:
    """The indexed models that are a kind of this one."""
    for other in apps.get_models():
        if issubclass(other, model) and issubclass(other, Indexed):
            yield other


def _paths(entries: Iterable[Any], wanted: type[Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    for entry in entries:
        if isinstance(entry, RelatedFields):
            yield from _paths(entry.fields, wanted, f"{prefix}{entry.field_name}__")
        elif isinstance(entry, wanted):
            yield prefix + entry.field_name, getattr(entry, "boost", None) or 1.0


def search_paths(model: type[Model]) -> dict[str, float]:
    """Boost by field path, of a model and of every kind of it."""
    return {
        path: boost
        for kind in family(model)
        for path, boost in sorted(_paths(kind.get_search_fields(), SearchField), key=lambda pair: pair[1])
    }


def autocomplete_paths(model: type[Model]) -> list[str]:
    paths = (_paths(kind.get_search_fields(), AutocompleteField) for kind in family(model))
    return list(dict.fromkeys(path for found in paths for path, _boost in found))


def schema_fields(root: type[Model], analysis: Analysis) -> dict[str, fields.FieldType]:
    """No analyser of ours is in the schema: it is pickled, and old indexes would be tied to our code."""
    found: dict[str, fields.FieldType] = {
        "key": fields.ID(stored=True, unique=True),
        "kinds": fields.KEYWORD(),
        "lang": fields.ID(),
    }
    found.update({f"s_{path}": token_field(phrase=True) for path in search_paths(root)})
    found.update({f"a_{path}": token_field(phrase=False) for path in autocomplete_paths(root)})
    found.update({name: token_field(phrase) for name, phrase in analysis.extra_fields().items()})
    return found


def token_field(phrase: bool) -> fields.TEXT:
    return fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=phrase)


def _strings(value: Any) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Manager | QuerySet):
        yield from map(str, value.all())
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from _strings(part)
    else:
        yield str(value)


def _texts(obj: Any, entries: Iterable[Any], wanted: type[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, RelatedFields):
            value = entry.get_value(obj)
            related = value.all() if isinstance(value, Manager) else [value] if value is not None else []
            for other in related:
                yield from _texts(other, entry.fields, wanted, f"{prefix}{entry.field_name}__")
        elif isinstance(entry, wanted):
            for text in _strings(entry.get_value(obj)):
                yield prefix + entry.field_name, text


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for path, text in pairs:
        texts.setdefault(path, []).append(text)
    return {path: "\n".join(parts)[:LONGEST_TEXT] for path, parts in texts.items()}


def tokenised(texts: Mapping[str, str], language: str, analysis: Analysis) -> dict[str, str]:
    """Search fields and the analysis' own, as space-joined tokens."""
    document = {f"s_{path}": analyse(text, language, analysis) for path, text in texts.items()}
    document.update({name: " ".join(tokens) for name, tokens in analysis.extras(texts, language).items()})
    return document


def analyse(text: str, language: str, analysis: Analysis) -> str:
    return " ".join(token for word in analysis.split(text) if (token := analysis.token(word, language)))


def language_of(obj: Any, known: dict[Any, str]) -> str:
    """An object with a locale speaks its language, any other the site's; `known` saves a query per object."""
    locale_id = getattr(obj, "locale_id", None)
    if locale_id is None:
        return settings.LANGUAGE_CODE
    if locale_id not in known:
        known[locale_id] = obj.locale.language_code
    return known[locale_id]


def texts_of(obj: Any) -> dict[str, str]:
    """The text of every search field, by its path."""
    return _joined(_texts(obj, obj.get_search_fields(), SearchField))


def document(obj: Any, analysis: Analysis, languages: dict[Any, str]) -> dict[str, str]:
    entries = obj.get_search_fields()
    language = language_of(obj, languages)
    found = tokenised(texts_of(obj), language, analysis)
    for path, text in _joined(_texts(obj, entries, AutocompleteField)).items():
        found[f"a_{path}"] = " ".join(map(analysis.fold, analysis.split(text)))
    return {"key": str(obj.pk), "kinds": " ".join(kinds(type(obj))), "lang": language, **found}
