"""What can be done with several chosen cases at once: each is one action of returns, with its rules and history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.desk.macros.queries import filled
from portal.desk.queue import deed_forms
from portal.desk.steps import desk_step, is_only_a_thread
from returns import actions
from returns.errors import Refused
from returns.models import Case
from returns.rules import Role, steps_open_to


@dataclass(frozen=True)
class Change:
    by: User
    now: datetime
    # Which version of the case the agent looked at.
    version: int
    # What the form says.
    values: Mapping[str, Any]

    @property
    def signed(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now, "version": self.version}


@dataclass(frozen=True)
class Deed:
    name: str
    label: str | Promise
    icon: str
    act: Callable[[Case, Change], object]
    # How many it was done to, in a sentence.
    done: Callable[[int], str]
    # None: nothing to fill in, so it is done with one press.
    form: type[forms.Form] | None = None
    # What happens, told before it happens.
    effect: str | Promise = ""
    for_leads: bool = False
    # The views it belongs to; empty: all but `ODD`.
    views: frozenset[str] = frozenset()
    is_serious: bool = False


class NothingToClose(Refused):
    message = _("It does not end by closing: it needs a decision.")


def _close(case: Case, change: Change) -> Case:
    if not may_close(case):
        raise NothingToClose
    return actions.close(case, message=last_words(case, change), **change.signed)


def last_words(case: Case, change: Change) -> str:
    """The agent's own, or the macro's with the values of this case. Raises Refused when one of them is missing."""
    written, macro = change.values["message"].strip(), change.values["macro"]
    if written or macro is None:
        return written
    found = filled(macro, case, change.by)
    if found.open:
        raise Refused(_("Nothing was sent. Fill in or remove first: %(names)s") % {"names": ", ".join(found.open)})
    return found.text


def may_close(case: Case) -> bool:
    """Returns' own table lets an agent close it now."""
    if is_only_a_thread(case):
        return True
    open_now = steps_open_to(case.kind, case.status, Role.AGENT)
    return "close" in open_now and desk_step(case.kind, "close").is_open(case)


def _tag(case: Case, change: Change) -> Case:
    given = change.values
    return actions.change_tags(case, add=given["add"], remove=given["remove"], **change.signed)


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "mine",
            _("Take"),
            "user",
            lambda case, change: actions.assign(case, agent=change.by, **change.signed),
            lambda count: (
                ngettext("%(count)d case is yours now.", "%(count)d cases are yours now.", count) % {"count": count}
            ),
        ),
        Deed(
            "assign",
            _("Assign"),
            "group",
            lambda case, change: actions.assign(case, agent=change.values["agent"], **change.signed),
            lambda count: (
                ngettext("%(count)d case was passed on.", "%(count)d cases were passed on.", count) % {"count": count}
            ),
            form=deed_forms.AgentForm,
            for_leads=True,
        ),
        Deed(
            "team",
            _("Team"),
            "group",
            lambda case, change: actions.set_team(case, team=change.values["team"], **change.signed),
            lambda count: (
                ngettext("%(count)d case went to the team.", "%(count)d cases went to the team.", count)
                % {"count": count}
            ),
            form=deed_forms.TeamForm,
        ),
        Deed(
            "tag",
            _("Tags"),
            "tag",
            _tag,
            lambda count: (
                ngettext("Tags of %(count)d case changed.", "Tags of %(count)d cases changed.", count)
                % {"count": count}
            ),
            form=deed_forms.TagForm,
        ),
        Deed(
            "priority",
            _("Priority"),
            "warning",
            lambda case, change: actions.set_priority(case, priority=int(change.values["priority"]), **change.signed),
            lambda count: (
                ngettext("Priority of %(count)d case changed.", "Priority of %(count)d cases changed.", count)
                % {"count": count}
            ),
            form=deed_forms.PriorityForm,
        ),
        Deed(
            "snooze",
            _("Snooze"),
            "time",
            lambda case, change: actions.snooze(case, until=change.values["until"], **change.signed),
            lambda count: (
                ngettext("%(count)d case sleeps now.", "%(count)d cases sleep now.", count) % {"count": count}
            ),
            form=deed_forms.SnoozeForm,
            effect=_(
                "They leave the lists until then, or until the customer writes. What is due stays due at its time."
            ),
        ),
        Deed(
            "wake",
            _("Wake"),
            "time",
            lambda case, change: actions.wake(case, **change.signed),
            lambda count: (
                ngettext("%(count)d case is back in the list.", "%(count)d cases are back in the list.", count)
                % {"count": count}
            ),
            views=frozenset({"snoozed"}),
        ),
        Deed(
            "close",
            _("Close"),
            "tick-inverse",
            _close,
            lambda count: (
                ngettext("%(count)d case was closed.", "%(count)d cases were closed.", count) % {"count": count}
            ),
            form=deed_forms.CloseForm,
            effect=_("The cases end. What you write goes to each customer."),
        ),
        Deed(
            "spam",
            _("Spam"),
            "cross",
            lambda case, change: actions.leave_out(case, why=Case.LeftOut.SPAM, **change.signed),
            lambda count: (
                ngettext("%(count)d case is spam now.", "%(count)d cases are spam now.", count) % {"count": count}
            ),
            form=deed_forms.SureForm,
            effect=_(
                "They leave lists and figures, nobody gets an answer. You find them under “Spam, duplicates, tests”."
            ),
            is_serious=True,
        ),
        Deed(
            "back",
            _("Not spam"),
            "undo",
            lambda case, change: actions.leave_out(case, why="", **change.signed),
            lambda count: (
                ngettext("%(count)d case is back in the lists.", "%(count)d cases are back in the lists.", count)
                % {"count": count}
            ),
            views=frozenset({"left_out"}),
        ),
    )
}
ODD = frozenset({"left_out"})


def deeds_for(view: str, is_lead: bool) -> list[Deed]:
    """The buttons below a view."""
    return [deed for deed in DEEDS.values() if _belongs(deed, view) and (is_lead or not deed.for_leads)]


def _belongs(deed: Deed, view: str) -> bool:
    return view in deed.views if deed.views else view not in ODD
