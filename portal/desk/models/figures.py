"""What happened in cases, worked out: rows that the figures add up. Derived, so any of them can be made anew.

Every row hangs on its case's CaseFact; spam, duplicates, tests and the sources of merges have a CaseFact that is not
counted, and nothing below it but their contacts. Seconds are kept whole, with their fraction: nothing is rounded
before it is added up. `*_on` is the day of the moment beside it, in the shop's zone.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from orders.models import Order
from returns.models import Case, Team


def seconds() -> Any:
    return models.FloatField(null=True)


def agent() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class CaseFact(models.Model):
    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="figures")
    # In step with the case as long as both agree.
    case_version = models.PositiveIntegerField()
    # Which definitions and opening hours it was worked out by.
    rules = models.CharField(max_length=40)
    counted = models.BooleanField()
    is_open = models.BooleanField()

    kind = models.CharField(max_length=20)
    way = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    priority = models.PositiveSmallIntegerField()
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    assignee = agent()
    order = models.ForeignKey(Order, null=True, on_delete=models.SET_NULL, related_name="+")

    # The earliest of all cases that were merged into it.
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    contacts = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    had_article = models.BooleanField(default=False)

    # Since when the customer waited for the first reply; empty where she never had to (we opened it ourselves).
    started_at = models.DateTimeField(null=True)
    started_on = models.DateField(null=True)
    first_reply_at = models.DateTimeField(null=True)
    first_reply_by = agent()
    first_reply_business = seconds()
    first_reply_calendar = seconds()

    # "own": without the time in which the customer had to act.
    first_solved_at = models.DateTimeField(null=True)
    first_solved_on = models.DateField(null=True)
    first_business = seconds()
    first_calendar = seconds()
    first_business_own = seconds()
    first_calendar_own = seconds()
    # Empty again while the case is reopened.
    last_solved_at = models.DateTimeField(null=True)
    last_solved_on = models.DateField(null=True)
    last_business = seconds()
    last_calendar = seconds()
    last_business_own = seconds()
    last_calendar_own = seconds()

    reopened_at = models.DateTimeField(null=True)
    reopens = models.PositiveIntegerField(default=0)
    is_first_contact = models.BooleanField(default=False)
    # It needed no goods back, no carrier and no guarantor.
    first_level = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "opened_on", "kind", "way", "language", "team", condition=Q(counted=True), name="facts_opened"
            ),
            models.Index(
                "started_on", "kind", "way", "language", "team", condition=Q(counted=True), name="facts_started"
            ),
            models.Index(
                "first_solved_on",
                "kind",
                "way",
                "language",
                "team",
                condition=Q(counted=True),
                name="facts_first_solved",
            ),
            models.Index(
                "last_solved_on",
                "kind",
                "way",
                "language",
                "team",
                condition=Q(counted=True),
                name="facts_last_solved",
            ),
        ]

    def __str__(self) -> str:
        return f"figures of case {self.pk}"


class CaseProduct(models.Model):
    """A product the case is about; `product` is the shop's number of it, or its name where it has none."""

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="products")
    product = models.CharField(max_length=300)
    name = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["fact", "product"], name="one_row_a_product")]
        indexes: ClassVar = [models.Index("product", "fact", name="facts_of_a_product")]

    def __str__(self) -> str:
        return self.name


class ReplyFact(models.Model):
    """A finished run: from the first of the customer's messages that waited to our next reply."""

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="runs")
    since = models.DateTimeField()
    replied_at = models.DateTimeField()
    replied_on = models.DateField()
    first = models.BooleanField()
    business = models.FloatField()
    calendar = models.FloatField()
    agent = agent()

    class Meta:
        indexes: ClassVar = [
            models.Index("replied_on", "fact", "first", "business", "calendar", name="replies_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.replied_at:%Y-%m-%d %H:%M}"


class SolveFact(models.Model):
    """One time the case was solved; `reopened_at`: the customer wrote again before it was solved the next time."""

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="solves")
    at = models.DateTimeField()
    on = models.DateField()
    reopened_at = models.DateTimeField(null=True)
    # Within 14 days.
    reopened_soon = models.BooleanField()

    class Meta:
        indexes: ClassVar = [models.Index("on", "fact", "reopened_soon", name="solves_by_day")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class OpenSpell(models.Model):
    """While the case was open: what a backlog at any hour is read from. `until` empty: it still is."""

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="spells")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("since", "until", "fact", name="spells_by_beginning"),
            models.Index("until", "since", "fact", name="spells_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M}"


class Contact(models.Model):
    """One time somebody turned to us. Sources of merges keep theirs, where the words did not move along."""

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="turned_to_us")
    at = models.DateTimeField()
    on = models.DateField()
    # 0 is Monday 00:00 to 01:00 on the shop's wall clock, 167 Sunday's last hour.
    hour_of_week = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10)
    first = models.BooleanField()

    class Meta:
        indexes: ClassVar = [models.Index("on", "way", "hour_of_week", "fact", name="contacts_by_day")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class TargetFact(models.Model):
    """A clock of ours (returns.Deadline) that falls due; none that was dropped before. `settled_at`: it stopped."""

    fact = models.ForeignKey(CaseFact, on_delete=models.CASCADE, related_name="targets")
    name = models.CharField(max_length=20)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    due_on = models.DateField()
    met_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    is_met = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            models.Index("due_on", "due_at", "name", "is_met", "fact", name="targets_by_day"),
            models.Index("due_at", "settled_at", "fact", condition=Q(is_met=False), name="targets_missed"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d}"


class BacklogHour(models.Model):
    """How many cases were open when an hour began. `by` and `key` empty: all; else those of one kind, way, …"""

    at = models.DateTimeField()
    by = models.CharField(max_length=10, blank=True, default="")
    key = models.CharField(max_length=20, blank=True, default="")
    open = models.PositiveIntegerField()
    age_median = seconds()
    age_p90 = seconds()
    past_target = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["by", "key", "at"], name="one_backlog_an_hour")]
        indexes: ClassVar = [models.Index("at", "by", "key", name="backlog_by_hour")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.key}"


class FactDay(models.Model):
    """A day on which rows count; `changed` is FigureState.counter when one of them was last written."""

    on = models.DateField(primary_key=True)
    changed = models.PositiveBigIntegerField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.on} {self.changed}"


class DaySheet(models.Model):
    """The rows of one day as columns (portal.desk.figures.packing), of use while `as_of` is what the day says."""

    of = models.CharField(max_length=20)
    on = models.DateField()
    as_of = models.PositiveBigIntegerField()
    columns = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "on"], name="one_sheet_a_day")]

    def __str__(self) -> str:
        return f"{self.of} {self.on}"


class FigureState(models.Model):
    """One row. `counter` grows with every change of a fact, so that a kept result is known to be old."""

    counter = models.PositiveBigIntegerField(default=0)
    # Cases changed before this are in step; empty: look through all of them.
    caught_up_to = models.DateTimeField(null=True)
    rules = models.CharField(max_length=40, default="")

    def __str__(self) -> str:
        return str(self.counter)
