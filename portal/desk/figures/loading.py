"""Cases as stories: everything a chunk of cases needs, in as many statements as for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from orders.models import OrderLine
from portal.desk.figures.rules import FirstReply, Said, Step, Story, first_reply_before
from portal.desk.models import ArticleLink
from returns.models import Case, CaseEvent, CaseLine, Deadline, Message

STATUSES = frozenset(Case.Status.values)
# Their "from" and "to" are no statuses.
NO_STEPS = ("assign", "team", "priority", "tag", "link", "leave_out", "order_found")
COLUMNS = (
    "pk", "version", "kind", "way", "language", "priority", "team_id", "assignee_id", "order_id", "customer_id",
    "email", "opened_at", "opened_by_id", "status", "closed_at", "left_out", "merged_into_id", "split_from_id",
)  # fmt: skip
# As Said has them.
MESSAGE = ("created_at", "author", "pk", "user_id", "internal", "way", "no_reply_needed")
CLOCKS = ("name", "since", "due_at", "met_at", "breached_at", "dropped_at")


@dataclass(slots=True)
class Told:
    """A case as it stands, its story, and what hangs on it."""

    case: dict[str, Any]
    story: Story
    products: dict[str, str] = field(default_factory=dict)
    deadlines: list[dict[str, Any]] = field(default_factory=list)
    had_article: bool = False

    @property
    def counted(self) -> bool:
        """Spam, duplicates and tests are in no figure; a case that went on elsewhere counts there."""
        return not self.case["left_out"] and self.case["status"] != Case.Status.MERGED

    @property
    def is_nobodys(self) -> bool:
        """Its person was erased: whose other cases are about the same is not known any more."""
        return self.case["customer_id"] is None and not self.case["email"]


def load(pks: Sequence[int]) -> list[Told]:
    # The case's version first: what changes while the rest is read makes the fact stale, not wrong for good.
    cases = list(Case.objects.filter(pk__in=pks).order_by("pk").values(*COLUMNS))
    stories = tell(cases)
    found = {case["pk"]: Told(case, stories[case["pk"]]) for case in cases}
    for row in Deadline.objects.filter(case__in=pks, who=Deadline.Who.US).values("case_id", *CLOCKS):
        found[row["case_id"]].deadlines.append(row)
    for pk in ArticleLink.objects.filter(case__in=pks).order_by().values_list("case_id", flat=True).distinct():
        found[pk].had_article = True
    add_products(found)
    return list(found.values())


def tell(cases: Sequence[dict[str, Any]]) -> dict[int, Story]:
    pks = [case["pk"] for case in cases]
    said, steps, earliest = words_of(pks), steps_of(pks), merged_openings(pks)
    inherited = inheritance(cases)
    return {
        pk: Story(
            kind=case["kind"],
            opened_at=min([case["opened_at"], *earliest[pk]]),
            status=case["status"],
            closed_at=case["closed_at"],
            way=case["way"],
            messages=said[pk],
            steps=steps[pk],
            by_us=case["opened_by_id"] is not None,
            is_split=case["split_from_id"] is not None,
            inherited=inherited.get(pk),
        )
        for pk, case in ((case["pk"], case) for case in cases)
    }


def words_of(pks: Sequence[int]) -> dict[int, list[Said]]:
    """What stands in each case, and what was said there before it left with a split."""
    found: dict[int, list[Said]] = defaultdict(list)
    split_off = Q(moved_from__in=pks, moved_from=F("case__split_from"))
    rows = Message.objects.filter(Q(case__in=pks) | split_off).order_by("created_at", "pk")
    wanted = set(pks)
    rows = rows.values(
        "case_id", "case__opened_at", *MESSAGE, before=F("moved_from_id"), origin=F("case__split_from_id")
    )
    for row in rows:
        said = Said(*(row[name] for name in MESSAGE))
        if row["case_id"] in wanted:
            found[row["case_id"]].append(said)
        if row["before"] in wanted and row["origin"] == row["before"]:
            found[row["before"]].append(replace(said, left_at=row["case__opened_at"]))
    return found


def steps_of(pks: Sequence[int]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    rows = CaseEvent.objects.filter(case__in=pks).exclude(verb__in=NO_STEPS).order_by("at", "pk")
    for case, at, verb, actor, data in rows.values_list("case_id", "at", "verb", "actor_id", "data"):
        # A merge says where the case stands after it.
        to = data.get("to") or data.get("after", {}).get("status")
        if to in STATUSES and verb != "open":
            is_auto = verb == "close" and "rule" in data
            found[case].append(Step(at, verb, to, data.get("message"), actor is None and verb == "refund", is_auto))
    return found


def merged_openings(pks: Sequence[int]) -> dict[int, list[datetime]]:
    """When each case that was merged into one of these was opened, also by way of a third."""
    found: dict[int, list[datetime]] = defaultdict(list)
    target = {pk: pk for pk in pks}
    while target:
        sources = Case.objects.filter(merged_into__in=target, left_out="")
        rows = list(sources.values_list("pk", "merged_into_id", "opened_at"))
        for _pk, into, opened_at in rows:
            found[target[into]].append(opened_at)
        target = {pk: target[into] for pk, into, _at in rows}
    return found


def inheritance(cases: Iterable[dict[str, Any]]) -> dict[int, FirstReply]:
    splits = [case for case in cases if case["split_from_id"] is not None]
    if not splits:
        return {}
    origins = tell(list(Case.objects.filter(pk__in={case["split_from_id"] for case in splits}).values(*COLUMNS)))
    taken = ((case["pk"], first_reply_before(origins[case["split_from_id"]], case["opened_at"])) for case in splits)
    return {pk: reply for pk, reply in taken if reply}


def add_products(found: dict[int, Told]) -> None:
    """What the case is about: its lines; without any, the order's, if that holds one product only."""
    lines = CaseLine.objects.filter(case__in=found).values_list("case_id", "order_line__sku", "order_line__name")
    for pk, sku, name in lines:
        found[pk].products[sku or name] = name
    whole: dict[int, list[Told]] = defaultdict(list)
    for told in found.values():
        if not told.products and told.case["order_id"]:
            whole[told.case["order_id"]].append(told)
    bought: dict[int, dict[str, str]] = defaultdict(dict)
    for order, sku, name in OrderLine.objects.filter(order__in=whole).values_list("order_id", "sku", "name"):
        bought[order][sku or name] = name
    for order, products in bought.items():
        for told in whole[order] if len(products) == 1 else ():
            told.products = products
