"""What has to be filled in before something is done with several cases."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.templatetags.formats import moment
from portal.desk.forms import LONGEST_MESSAGE
from portal.desk.macros.queries import macros_of
from portal.desk.models import Macro
from portal.desk.queue.people import agents
from returns.access import Person
from returns.models import Case, Tag, Team

MORNING = time(8)
MOST_DAYS = 365


class AgentForm(forms.Form):
    agent = forms.ModelChoiceField(
        label=_("Who works on them"), queryset=agents(), required=False, empty_label=_("Nobody, for now")
    )


class TeamForm(forms.Form):
    team = forms.ModelChoiceField(
        label=_("Which team"), queryset=Team.objects.all(), required=False, empty_label=_("No team")
    )


class TagForm(forms.Form):
    add = forms.ModelMultipleChoiceField(
        label=_("Add"), queryset=Tag.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    remove = forms.ModelMultipleChoiceField(
        label=_("Take away"), queryset=Tag.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        add, remove = set(given.get("add") or ()), set(given.get("remove") or ())
        if not self.errors and not add and not remove:
            raise ValidationError(_("Choose a tag to add or to take away."))
        if add & remove:
            raise ValidationError(_("A tag is either added or taken away."))
        return given


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(label=_("Priority"), choices=Case.Priority.choices, widget=forms.RadioSelect)


class SnoozeForm(forms.Form):
    """Usual moments by name, or a day and time of one's own. Cleaned: `until`."""

    when = forms.ChoiceField(label=_("Until when"), widget=forms.RadioSelect)
    until = forms.DateTimeField(
        label=_("Day and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = usual_moments(timezone.localtime())
        choices = [(name, f"{label}: {moment(at)}") for name, label, at in self.usual]
        self.fields["when"].choices = [*choices, ("other", _("Another moment"))]  # type: ignore[attr-defined]
        self.fields["when"].initial = "tomorrow"

    def clean(self) -> dict[str, Any]:
        given, now = super().clean() or {}, timezone.now()
        known = {name: at for name, _label, at in self.usual}
        until = known.get(given.get("when", "")) or given.get("until")
        if not self.errors and until is None:
            self.add_error("until", _("Say the day and time."))
        elif until is not None and not now < until <= now + timedelta(days=MOST_DAYS):
            self.add_error("until", _("Choose a moment in the future, within a year."))
        return {**given, "until": until}


class CloseForm(forms.Form):
    message = forms.CharField(
        label=_("Words to the customers"),
        help_text=_("If you leave this empty, nobody gets a message from you."),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    macro = forms.ModelChoiceField(
        label=_("Macro"),
        help_text=_("Its text goes to each customer in their language, unless you write something above."),
        queryset=Macro.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def offer(self, agent: Person) -> None:
        """What this agent has, but for notes."""
        self.fields["macro"].queryset = macros_of(agent).filter(internal=False)  # type: ignore[attr-defined]


class SureForm(forms.Form):
    """Nothing to fill in, only to look at again."""


def usual_moments(now: datetime) -> list[tuple[str, Any, datetime]]:
    """`now` is local; the moments are mornings of the shop's time zone, and three hours from now."""
    tomorrow, monday = now.date() + timedelta(days=1), now.date() + timedelta(days=7 - now.weekday())
    next_week = now.date() + timedelta(days=7)

    def morning(day: Any) -> datetime:
        return timezone.make_aware(datetime.combine(day, MORNING), now.tzinfo)

    return [
        ("later", pgettext_lazy("snooze", "Later"), (now + timedelta(hours=3)).replace(second=0, microsecond=0)),
        ("tomorrow", pgettext_lazy("snooze", "Tomorrow"), morning(tomorrow)),
        ("monday", pgettext_lazy("snooze", "Next Monday"), morning(monday)),
        ("week", pgettext_lazy("snooze", "In a week"), morning(next_week)),
    ]
