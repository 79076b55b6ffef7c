"""Anna's cases are Anna's: for everybody else they don't exist."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns import access, actions, queries
from returns.models import Case, Upload
from returns.urls import urlpatterns
from tests.returns.makers import NOW, make_order, make_question, make_return, picture, upload

pytestmark = pytest.mark.django_db
CANARY = "a secret of Anna"


@pytest.fixture
def case(anna: Any) -> Case:
    key = uuid4()
    actions.keep_uploads(by=anna, key=key, files=[upload(name=f"{CANARY}.jpg")], now=NOW)
    return make_return(anna, note=CANARY, key=key)


def addresses(case: Case) -> dict[str, str]:
    """Every private address of this app that names something of a person's."""
    attachment = case.attachments.get()
    return {
        "return": reverse("cases:return", args=[case.order.slug]),
        "detail": reverse("cases:detail", args=[case.reference]),
        "cancel": reverse("cases:cancel", args=[case.reference]),
        "close": reverse("cases:close", args=[case.reference]),
        "attachment": reverse("cases:attachment", args=[case.reference, attachment.pk, "full"]),
        "thumbnail": reverse("cases:attachment", args=[case.reference, attachment.pk, "small"]),
    }


def missing(case: Case) -> dict[str, str]:
    return {
        "return": reverse("cases:return", args=["o-0"]),
        "detail": reverse("cases:detail", args=["R-222222"]),
        "cancel": reverse("cases:cancel", args=["R-222222"]),
        "close": reverse("cases:close", args=["R-222222"]),
        "attachment": reverse("cases:attachment", args=["R-222222", 999, "full"]),
        "thumbnail": reverse("cases:attachment", args=["R-222222", 999, "small"]),
    }


def test_this_file_knows_every_address(case: Case) -> None:
    """Of the case itself; the rooms beside it have files of their own."""
    ours = {each.name for each in urlpatterns if getattr(each.callback, "__module__", "") == "returns.views"}
    assert ours - {"list"} == set(addresses(case)) - {"thumbnail", "return"}


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("name", ["return", "detail", "cancel", "close", "attachment", "thumbnail"])
def test_it_is_not_bens(as_user: Any, ben: Any, case: Case, name: str, method: str) -> None:
    client = as_user(ben)
    theirs = getattr(client, method)(addresses(case)[name])
    nothing = getattr(client, method)(missing(case)[name])
    assert theirs.status_code == nothing.status_code in {404, 405}
    assert CANARY not in theirs.content.decode()
    case.refresh_from_db()
    assert (case.status, case.version) == ("open", 1)


@pytest.mark.parametrize("name", ["return", "detail", "attachment", "thumbnail"])
def test_a_guest_is_asked_to_sign_in_whether_it_exists_or_not(case: Case, name: str) -> None:
    for address in (addresses(case)[name], missing(case)[name]):
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["cases:list", "cases:new", "cases:contact"])
def test_lists_show_nothing_of_anna_to_ben(as_user: Any, ben: Any, case: Case, name: str) -> None:
    page = as_user(ben).get(reverse(name)).content.decode()
    for secret in (case.reference, case.order.slug, CANARY):
        assert secret not in page


def test_an_attachment_answers_only_under_its_own_case(as_user: Any, anna: Any, ben: Any, case: Case) -> None:
    bens = make_return(ben)
    pk = case.attachments.get().pk
    assert as_user(ben).get(reverse("cases:attachment", args=[bens.reference, pk, "full"])).status_code == 404
    other = make_question(anna)
    assert as_user(anna).get(reverse("cases:attachment", args=[other.reference, pk, "full"])).status_code == 404


def test_an_editor_sees_no_cases(as_user: Any, eva: Any, case: Case) -> None:
    assert {as_user(eva).get(address).status_code for name, address in addresses(case).items()} <= {404, 405}
    assert not access.cases_to_work(eva).exists()


def test_an_agent_reads_the_file_but_is_not_the_customer(as_user: Any, mia: Any, case: Case) -> None:
    found = addresses(case)
    assert b"".join(as_user(mia).get(found["attachment"]).streaming_content).startswith(b"\xff\xd8")
    assert as_user(mia).get(found["detail"]).status_code == 404
    assert access.get_case_to_work(mia, case.reference) == case


def test_cases_of_erased_customers_belong_to_nobody(anna: Any, case: Case) -> None:
    Case.objects.update(customer=None)
    with pytest.raises(Http404):
        access.get_case(type(anna)(), case.reference)
    assert not access.cases_of(type(anna)()).exists()


def test_waiting_files_of_another_person_cannot_be_taken_or_dropped(as_user: Any, anna: Any, ben: Any) -> None:
    key, client = uuid4(), as_user(ben)
    actions.keep_uploads(by=anna, key=key, files=[upload()], now=NOW)
    waiting = Upload.objects.get()
    form = {"submission_key": str(key), "subject": "Mug", "body": "Is it blue?", "order": ""}
    address = reverse("cases:contact")
    assert client.post(address, {**form, "leave_out": [waiting.pk]}).status_code == 200
    assert client.post(address, form).status_code == 302
    assert Case.objects.get().attachments.count() == 0
    assert Upload.objects.get() == waiting


@pytest.mark.parametrize("strange", ["R-%00", "' OR 1=1", "r-7f3k9q", "..", "R-222222/../R-333333"])
def test_a_strange_reference_is_missing(as_user: Any, ben: Any, strange: str) -> None:
    assert as_user(ben).get(f"/cases/{strange}/").status_code in {404, 301}


@pytest.mark.parametrize("pk", [2**31, 2**63, 10**30])
def test_a_huge_number_is_missing(as_user: Any, anna: Any, case: Case, pk: int) -> None:
    assert as_user(anna).get(f"/cases/{case.reference}/files/{pk}/full/").status_code == 404


def count(client: Client, address: str) -> int:
    client.get(address)  # the first visit of a process looks up the site and its languages
    with CaptureQueriesContext(
        connection,
    ) as ran:
        assert client.get(address).status_code == 200
    return len(ran)


def test_more_cases_need_no_more_queries(as_user: Any, anna: Any) -> None:
    client, pages = as_user(anna), [reverse("cases:list"), reverse("cases:new"), reverse("cases:contact")]
    make_return(anna)
    before = [count(client, address) for address in pages]
    for _number in range(6):
        make_return(anna, make_order(anna, (1, 2, 3)))
        make_question(anna)
    assert [count(client, address) for address in pages] == before


def test_longer_cases_need_no_more_queries(as_user: Any, anna: Any, mia: Any) -> None:
    order = make_order(anna, (9, 9))
    case, client = make_return(anna, order), as_user(anna)
    for_order = reverse("cases:new") + f"?kind=return&order={order.slug}"
    address = reverse("cases:detail", args=[case.reference])
    actions.keep_uploads(by=anna, key=(first := uuid4()), files=[upload()], now=NOW)
    actions.post_message(case, by=anna, body="Look", key=first, now=NOW)
    actions.post_message(case, by=mia, body="Thanks", now=NOW)
    before = [count(client, address), count(client, for_order)]
    for number in range(5):
        key = uuid4()
        actions.keep_uploads(by=anna, key=key, files=[upload(picture(size=(30 + number, 30)))], now=NOW)
        actions.post_message(case, by=anna, body="Look", key=key, now=NOW)
        actions.post_message(case, by=mia, body="Thanks", now=NOW)
    for position in range(2, 6):
        order.lines.create(external_id=str(position), position=position, name="x", quantity=3, unit_price=1, total=3)
    assert [count(client, address), count(client, for_order)] == before


def test_finished_cases_come_in_pages(as_user: Any, anna: Any) -> None:
    for _number in range(25):
        actions.close(make_question(anna), by=anna, version=1, now=NOW)
    first = queries.finished_cases(anna)
    second = queries.finished_cases(anna, first.older)
    assert (len(first.cases), len(second.cases), second.older) == (20, 5, None)
    assert not set(first.cases) & set(second.cases)
    page = as_user(anna).get(reverse("cases:list"), {"before": first.older}).content.decode()
    assert second.cases[0].reference in page
    assert as_user(anna).get(reverse("cases:list"), {"before": "R-222222"}).status_code == 200
