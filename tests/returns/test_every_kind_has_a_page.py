"""A customer opens a case of any kind, in any status: where it stands, what is next, by when, whose turn it is."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from returns import access, actions, case_panels, queries, rules
from returns.case_panels import CasePanel
from returns.errors import NotAllowed
from returns.models import Case, Deadline, Message
from returns.rules import Role
from returns.wording import ENDINGS, STEP_TITLES, WORDS, standing_of
from tests.returns.makers import make_case, make_order

pytestmark = pytest.mark.django_db
BY: dict[Role, str] = {Role.CUSTOMER: "anna", Role.AGENT: "mia", Role.SYSTEM: ""}
WHERE = [(kind, status) for kind, table in sorted(rules.STEPS.items()) for status in table]


def way_to(kind: str, status: str) -> list[tuple[str, Role]]:
    """The shortest way through the table."""
    ways: dict[str, list[tuple[str, Role]]] = {"open": []}
    todo = ["open"]
    while todo:
        here = todo.pop(0)
        for verb, step in rules.STEPS[kind][here].items():
            if step.target not in ways:
                ways[step.target] = [*ways[here], (verb, sorted(step.who)[0])]
                todo.append(step.target)
    return ways[status]


def walk(case: Case, people: dict[Role, Any], status: str) -> Case:
    now = timezone.now()
    for verb, role in way_to(case.kind, status):
        if verb in rules.MESSAGES:
            actions.post_message(case, by=people[role], body="And?", now=now)
            case.refresh_from_db()
        else:
            case = actions.take_step(case, verb, by=people[role], now=now, data={"decision": 0})
    return case


@pytest.fixture
def people(anna: Any, mia: Any) -> dict[Role, Any]:
    return {Role.CUSTOMER: anna, Role.AGENT: mia, Role.SYSTEM: None}


@pytest.fixture
def client(as_user: Any, anna: Any) -> Any:
    return as_user(anna)


def new_case(anna: Any, kind: str) -> Case:
    now = timezone.now()
    order = make_order(anna, placed_at=now - timedelta(days=9), delivered_at=now - timedelta(days=5))
    demand = {"demand": "repair"} if kind == "complaint" else {}
    return make_case(anna, kind, now, order=order, **demand)


@pytest.mark.parametrize(("kind", "status"), WHERE)
def test_the_page_tells_where_it_stands(
    client: Any, anna: Any, people: dict[Role, Any], kind: str, status: str
) -> None:
    case = walk(new_case(anna, kind), people, status)
    assert case.status == status
    page = unescape(client.get(reverse("cases:detail", args=[case.reference])).content.decode())
    standing = queries.standing(case)
    assert str(standing.title) in page
    assert str(standing.next) in page
    assert str(STEP_TITLES[kind, "open"]) in page
    if kind != "return":
        assert "return" not in str(standing.title).lower() + str(standing.next).lower()
    if case.closed_at is None and standing.who == "us":
        assert "Our turn: by" in page
        assert "How we count the days" in page
    if status in rules.FINAL:
        assert standing.who == "nobody"
        assert case.closed_at is not None
    assert unescape(client.get(reverse("cases:list")).content.decode()).count(case.reference) >= 1


@pytest.mark.parametrize(("kind", "status"), WHERE)
def test_what_is_still_to_come_ends_when_the_case_does(
    anna: Any, people: dict[Role, Any], kind: str, status: str
) -> None:
    case = walk(new_case(anna, kind), people, status)
    ahead = [step for step in queries.timeline(case) if step.state in {"current", "next"}]
    # An answered question needs nothing more.
    assert bool(ahead) == (status not in rules.FINAL and (kind, status) != ("question", "waiting"))
    assert [step.state for step in ahead][:1] in ([], ["current"])
    assert all(step.state == "next" for step in ahead[1:])


def names(kind: str) -> Iterator[str]:
    yield from {verb for steps in rules.STEPS[kind].values() for verb in steps} - rules.MESSAGES


@pytest.mark.parametrize("kind", sorted(rules.STEPS))
def test_every_step_of_a_kind_has_its_words(kind: str) -> None:
    assert not [verb for verb in names(kind) if (kind, verb) not in STEP_TITLES]


def test_a_late_answer_is_owned_up_to(client: Any, anna: Any) -> None:
    case = new_case(anna, "complaint")
    case.deadlines.update(breached_at=timezone.now())
    page = client.get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert "We are late, and sorry" in page
    assert "We are late: it was due" in client.get(reverse("cases:list")).content.decode()


def test_the_page_says_whether_a_day_is_the_laws_or_ours(client: Any, anna: Any) -> None:
    def page(kind: str) -> str:
        return client.get(reverse("cases:detail", args=[new_case(anna, kind).reference])).content.decode()

    assert "The law sets this day for us." in page("complaint") or "The law itself leaves us until" in page(
        "complaint"
    )
    assert "This is our own promise to you." in page("delivery")


@pytest.mark.parametrize(("kind", "verb"), sorted(ENDINGS))
def test_the_customer_ends_it_herself(client: Any, anna: Any, kind: str, verb: str) -> None:
    case = new_case(anna, kind)
    detail = reverse("cases:detail", args=[case.reference])
    ending = ENDINGS[kind, verb]
    assert str(ending.button) in client.get(detail).content.decode()
    end = reverse(f"cases:{verb}", args=[case.reference])
    done = client.post(end, {"version": case.version}, follow=True).content.decode()
    assert str(ending.done) % {"number": case.reference} in done
    case.refresh_from_db()
    assert case.closed_at is not None
    assert str(ending.button) not in done


@pytest.mark.parametrize("kind", sorted({kind for kind in rules.STEPS if (kind, "cancel") not in ENDINGS}))
def test_what_cannot_be_taken_back_stays(client: Any, anna: Any, kind: str) -> None:
    case = new_case(anna, kind)
    said = client.post(reverse("cases:cancel", args=[case.reference]), {"version": case.version}, follow=True)
    assert "not possible" in said.content.decode()
    case.refresh_from_db()
    assert case.status == "open"


@pytest.mark.parametrize("kind", sorted(rules.STEPS))
def test_a_longer_history_costs_no_more_questions(client: Any, anna: Any, mia: Any, kind: str) -> None:
    case = new_case(anna, kind)
    detail = reverse("cases:detail", args=[case.reference])

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few, listed = asked(detail), asked(reverse("cases:list"))
    for number in range(4):
        actions.post_message(case, by=anna, body=f"{number}", now=timezone.now())
        new_case(anna, kind)
    assert asked(detail) == few
    assert asked(reverse("cases:list")) == listed


def test_a_case_about_two_orders_is_on_both_of_their_pages(client: Any, anna: Any, ben: Any, as_user: Any) -> None:
    first, second = make_order(anna), make_order(anna)
    lines = [actions.WantedLine(each.lines.get().pk, 1) for each in (first, second)]
    case = make_case(anna, "complaint", timezone.now(), order=first, more_orders=[second, first], lines=lines)
    assert list(case.more_orders.all()) == [second]
    for order in (first, second):
        assert case.reference in client.get(reverse("orders:detail", args=[order.slug])).content.decode()
        assert list(access.cases_of(anna).filter(access.about_order(order.pk))) == [case]
    page = client.get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert f"Open order {first.number}" in page
    assert f"Open order {second.number}" in page
    with_a_case = client.get(reverse("orders:list"), {"filter": "case"})
    assert with_a_case.status_code == 200


def test_orders_of_two_people_or_currencies_do_not_share_a_case(anna: Any, ben: Any) -> None:
    for other in (make_order(ben), make_order(anna, currency="EUR")):
        with pytest.raises(NotAllowed):
            make_case(anna, "complaint", order=make_order(anna), more_orders=[other])
    assert not Case.objects.exists()


def test_a_guests_case_has_no_page_but_a_thread_for_agents(client: Any, anna: Any, mia: Any) -> None:
    case = make_case(anna, "withdrawal", by=None, email="guest@example.com")
    assert case.customer is None
    assert client.get(reverse("cases:detail", args=[case.reference])).status_code == 404
    assert case.messages.get().user is None
    assert access.role_of(mia, case) is Role.AGENT
    assert list(access.cases_of(anna)) == []


def test_other_rooms_put_their_parts_where_they_belong(
    client: Any, anna: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_panels, "_providers", [])
    for place in ("top", "side", "thread"):
        case_panels.register(
            lambda request, case, place=place: CasePanel("returns/calendar_link.html", {"deadlines": [place]}, place)  # type: ignore[misc]
        )
    shown = case_panels.panels_for(None, new_case(anna, "question"))  # type: ignore[arg-type]
    assert {place: [each.context["deadlines"] for each in panels] for place, panels in shown.items()} == {
        place: [[place]] for place in ("top", "side", "thread")
    }


@settings(deadline=None, max_examples=120)
@given(
    st.sampled_from(WHERE),
    st.booleans(),
    st.sampled_from(["", *Case.Remedy.values]),
    st.sets(st.sampled_from(Deadline.Name.values)),
    st.booleans(),
)
def test_there_is_always_something_to_say(
    where: tuple[str, str], unanswered: bool, remedy: str, running: set[str], sent: bool
) -> None:
    now = timezone.now()
    case = Case(
        kind=where[0],
        status=where[1],
        remedy=remedy,
        opened_at=now,
        unanswered_since=now if unanswered else None,
        dispatched_at=now if sent else None,
    )
    clocks = {name: Deadline(name=name, due_at=now, who="us") for name in running}
    standing = standing_of(case, clocks)
    assert str(standing.title)
    assert str(standing.next)
    assert standing.who in {"us", "you", "nobody"}
    assert all(str(step.title) for step in WORDS[case.kind].ahead(case, clocks))


def test_the_first_words_of_a_guest_are_hers(anna: Any) -> None:
    case = make_case(anna, "withdrawal", by=None, email="guest@example.com")
    assert case.messages.get().author == Message.Author.CUSTOMER
