"""The filters of the queue in the admin's own drop-down. They only collect: portal.desk.queue.queries decides."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from portal.desk.queue.people import agents
from portal.desk.queue.wanted import LONGEST_NUMBER, ORDERS, VIEWS
from returns.models import Case, Tag, Team, Way


class Radios(forms.RadioSelect):
    """As Django draws them, from one template instead of four an option: a hundred options stand on the page."""

    template_name = "desk/queue/radios.html"


def _choice(label: Any, choices: Any, every: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, method="keep", widget=Radios, empty_label=every)


class FewFilter(django_filters.ModelChoiceFilter):
    """One of a few rows; a number no row can have is refused like one that no row has."""

    class field_class(django_filters.fields.ModelChoiceField):  # noqa: N801 the name is django-filter's
        def to_python(self, value: Any) -> Any:
            try:
                return super().to_python(value)
            except (OverflowError, ValueError):
                raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


def _few(label: Any, rows: Any, every: Any) -> FewFilter:
    return FewFilter(label=label, queryset=rows, method="keep", widget=Radios, empty_label=every)


class QueueFilters(WagtailFilterSet):
    view = _choice(_("Show"), list(VIEWS.items())[1:], VIEWS["open"])
    kind = _choice(_("Kind"), Case.Kind.choices, _("All kinds"))
    priority = _choice(_("Priority"), Case.Priority.choices, pgettext_lazy("cases", "Any"))
    tag = _few(_("Tag"), lambda request: Tag.objects.all(), pgettext_lazy("cases", "Any"))
    team = _few(_("Team"), lambda request: Team.objects.all(), pgettext_lazy("cases", "Any"))
    agent = _few(_("Agent"), lambda request: agents(), pgettext_lazy("cases", "Any"))
    language = _choice(_("Language"), settings.LANGUAGES, _("All languages"))
    way = _choice(_("Came by"), Way.choices, _("Any way"))
    order = django_filters.CharFilter(
        label=_("Order"), method="keep", widget=forms.TextInput(attrs={"maxlength": LONGEST_NUMBER})
    )
    ordering = _choice(_("Sort by"), list(ORDERS.items()), _("As usual"))

    class Meta:
        model = Case
        fields = ()

    def keep(self, queryset: QuerySet[Case], name: str, value: Any) -> QuerySet[Case]:
        return queryset
