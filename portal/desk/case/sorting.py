"""Sorting one case: who works on it, team, priority, tags, later, left out, a thank-you; one small form each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.accounts.models import User
from portal.desk.access import AgentsOnly
from returns.access import LEAD_CASES, WORK_CASES, get_case_to_work
from returns.actions import assign, change_tags, leave_out, set_priority, set_team, snooze, wake
from returns.deadlines import first_by_law
from returns.errors import Refused
from returns.joining.linking import say_thanks
from returns.models import Case, Tag, Team

# Until the customer writes, but nothing is forgotten for ever.
AT_MOST = timedelta(days=30)


def colleagues(agent: User) -> QuerySet[User]:
    """Whom this agent may give a case: herself, her teams, as a senior agent anybody who works on cases."""
    staff = User.objects.filter(is_active=True, is_staff=True)
    if not agent.has_perm(LEAD_CASES):
        mates = Q(teams__in=agent.teams.all()) | Q(pk=agent.pk)
        return staff.filter(pk__in=User.objects.filter(mates).values("pk")).order_by("name", "pk")
    app, codename = WORK_CASES.split(".")
    rights = Permission.objects.filter(content_type__app_label=app, codename=codename)
    has_it = Q(groups__permissions__in=rights) | Q(user_permissions__in=rights) | Q(is_superuser=True)
    return staff.filter(pk__in=User.objects.filter(has_it).values("pk")).order_by("name", "pk")


class SmallForm(forms.Form):
    """The version the agent saw: what a colleague changed meanwhile is not written over."""

    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


class AgentForm(forms.Form):
    agent = forms.ModelChoiceField(label=gettext_lazy("Agent"), queryset=User.objects.none(), required=False)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class TeamForm(SmallForm):
    team = forms.ModelChoiceField(label=gettext_lazy("Team"), queryset=Team.objects.all(), required=False)


class PriorityForm(SmallForm):
    priority = forms.TypedChoiceField(label=gettext_lazy("Priority"), choices=Case.Priority.choices, coerce=int)


class TagsForm(SmallForm):
    tags = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tags"), queryset=Tag.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )


class SnoozeForm(SmallForm):
    WHEN = (
        ("3h", gettext_lazy("In 3 hours")),
        ("tomorrow", gettext_lazy("Tomorrow at 9")),
        ("3d", gettext_lazy("In 3 days")),
        ("week", gettext_lazy("In a week")),
        ("answer", gettext_lazy("Until the customer writes")),
        ("", gettext_lazy("Another moment")),
    )
    preset = forms.ChoiceField(label=gettext_lazy("Snooze"), choices=WHEN, required=False)
    until = forms.DateTimeField(
        label=gettext_lazy("Moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("preset") and not cleaned.get("until"):
            raise forms.ValidationError(_("Choose a moment."))
        return cleaned


def moment(given: Mapping[str, Any], case: Case, now: datetime) -> datetime:
    """When the case comes back; "until the customer writes" ends before a day of the law."""
    if given["preset"] == "answer":
        law = first_by_law(case)
        return min(now + AT_MOST, law.due_at - timedelta(hours=24)) if law else now + AT_MOST
    if given["preset"] == "tomorrow":
        return (timezone.localtime(now) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    after = {"3h": timedelta(hours=3), "3d": timedelta(days=3), "week": timedelta(days=7)}
    return now + after[given["preset"]] if given["preset"] else given["until"]


class LeaveOutForm(SmallForm):
    why = forms.ChoiceField(
        label=gettext_lazy("Leave out"), choices=[("", gettext_lazy("Keep it")), *Case.LeftOut.choices], required=False
    )


Given = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """`do(case, agent, given, now)` raises returns' Refused; `done` is told afterwards."""

    form: type[forms.Form]
    do: Callable[[Case, User, Given, datetime], Any]
    done: str | Promise


def _assign(case: Case, by: User, given: Given, now: datetime) -> None:
    assign(case, by=by, agent=given["agent"], version=given["version"], now=now)


def _tags(case: Case, by: User, given: Given, now: datetime) -> None:
    gone = Tag.objects.exclude(pk__in=given["tags"])
    change_tags(case, by=by, add=given["tags"], remove=gone, version=given["version"], now=now)


CHANGES: Mapping[str, Change] = {
    "agent": Change(AgentForm, _assign, gettext_lazy("Passed on.")),
    "team": Change(
        TeamForm,
        lambda case, by, given, now: set_team(case, by=by, team=given["team"], version=given["version"], now=now),
        gettext_lazy("Done."),
    ),
    "priority": Change(
        PriorityForm,
        lambda case, by, given, now: set_priority(
            case, by=by, priority=given["priority"], version=given["version"], now=now
        ),
        gettext_lazy("Done."),
    ),
    "tags": Change(TagsForm, _tags, gettext_lazy("Done.")),
    "snooze": Change(
        SnoozeForm,
        lambda case, by, given, now: snooze(
            case, by=by, until=moment(given, case, now), version=given["version"], now=now
        ),
        gettext_lazy("Snoozed. It comes back by itself, and at once when the customer writes."),
    ),
    "wake": Change(
        SmallForm,
        lambda case, by, given, now: wake(case, by=by, version=given["version"], now=now),
        gettext_lazy("Back again."),
    ),
    "leave-out": Change(
        LeaveOutForm,
        lambda case, by, given, now: leave_out(case, by=by, why=given["why"], version=given["version"], now=now),
        gettext_lazy("Done. You can take it back here at any time."),
    ),
    "thanks": Change(
        SmallForm,
        lambda case, by, given, now: say_thanks(case, by=by, version=given["version"], now=now),
        gettext_lazy("Noted: this message needs no answer."),
    ),
}


class ChangeView(AgentsOnly):
    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str, what: str) -> HttpResponse:
        case = get_case_to_work(self.agent, reference)
        change = CHANGES.get(what)
        if change is None:
            raise Http404
        form = change.form(request.POST)
        if "agent" in form.fields:
            form.fields["agent"].queryset = colleagues(self.agent)  # type: ignore[attr-defined]
        if not form.is_valid():
            messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
            return redirect("desk:case", reference=case.reference)
        try:
            change.do(case, self.agent, form.cleaned_data, timezone.now())
            messages.success(request, str(change.done))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("desk:case", reference=case.reference)


@dataclass(frozen=True)
class Sorting:
    """Everything the sorting forms show, read once."""

    agent: AgentForm
    team: TeamForm | None
    priority: PriorityForm
    tags: TagsForm | None
    snooze: SnoozeForm
    leave_out: LeaveOutForm


def sorting(case: Case, agent: User) -> Sorting:
    # The page shows them as well.
    prefetch_related_objects([case], "tags")
    who = AgentForm(initial={"agent": case.assignee_id, "version": case.version}, auto_id="sort_%s")
    people = {person.pk: person for person in colleagues(agent)}
    if case.assignee is not None:
        people[case.assignee.pk] = case.assignee
    who.fields["agent"].choices = [("", _("Nobody")), *((pk, str(person)) for pk, person in people.items())]  # type: ignore[attr-defined]
    team, tags = _team_form(case), _tags_form(case)
    return Sorting(
        agent=who,
        team=team,
        priority=PriorityForm(initial={"priority": case.priority, "version": case.version}, auto_id="sort_%s"),
        tags=tags,
        snooze=SnoozeForm(initial={"version": case.version}, auto_id="sort_%s"),
        leave_out=LeaveOutForm(initial={"why": case.left_out, "version": case.version}, auto_id="sort_%s"),
    )


def _team_form(case: Case) -> TeamForm | None:
    teams = [(team.pk, team.name) for team in Team.objects.all()]
    form = TeamForm(initial={"team": case.team_id, "version": case.version}, auto_id="sort_%s")
    form.fields["team"].choices = [("", _("None")), *teams]  # type: ignore[attr-defined]
    return form if teams else None


def _tags_form(case: Case) -> TagsForm | None:
    tags = [(tag.pk, tag.name) for tag in Tag.objects.all()]
    form = TagsForm(initial={"tags": [tag.pk for tag in case.tags.all()], "version": case.version}, auto_id="sort_%s")
    form.fields["tags"].choices = tags  # type: ignore[attr-defined]
    return form if tags else None
