"""What is due comes as a calendar file: the owner's alone, in her language, and along with mails that name a day."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from portal.accounts.models import User
from portal.notifications.actions import as_message, transport
from portal.notifications.models import Mail
from portal.notifications.receivers import mail_about_case
from returns.calendar import deadlines_file, running_deadlines
from returns.models import Case, Deadline
from tests.returns.makers import NOW, make_question

pytestmark = pytest.mark.django_db


def due(case: Case, name: str = "refund", who: str = "us", days: int = 14, **fields: Any) -> Deadline:
    explanation = {
        "rule": "refund_after_arrival",
        "inputs": {},
        "steps": [{"date": "2026-11-23", "what": "start"}, {"date": "2026-12-07", "what": "days", "number": 14}],
        "result": "2026-12-07",
    }
    return Deadline.objects.create(
        case=case, name=name, who=who, since=NOW, due_at=NOW + timedelta(days=days), rule="refund_after_arrival",
        explanation=explanation, **fields,
    )  # fmt: skip


def entries(content: bytes | str) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


@pytest.fixture
def case(anna: User) -> Case:
    made = make_question(anna)
    made.deadlines.all().delete()
    return made


def test_the_owner_gets_a_file_with_what_is_due_and_why(anna: User, case: Case, as_user: Any) -> None:
    due(case)
    due(case, "send_back", "you", days=7)
    due(case, "remedy", met_at=NOW)
    answer = as_user(anna).get(f"/cases/{case.reference}/deadlines.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert f'filename="{case.reference}.ics"' in answer["Content-Disposition"]
    back, refund = entries(answer.content)
    assert (str(back["SUMMARY"]), back["DTSTART"].dt.isoformat()) == (
        f"Sending the goods back ({case.reference})",
        "2026-11-30",
    )
    assert (refund["DTSTART"].dt.isoformat(), refund["DTEND"].dt.isoformat()) == ("2026-12-07", "2026-12-08")
    assert f"https://testserver/cases/{case.reference}/" in refund["DESCRIPTION"]
    assert "We must act." in refund["DESCRIPTION"]
    assert len(refund["DESCRIPTION"].split("\n")) >= 5
    # Only what the customer has to do rings.
    assert (len(back.walk("VALARM")), len(refund.walk("VALARM"))) == (1, 0)


def test_every_line_keeps_to_the_format(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(subject="Kubek\r\nATTENDEE:mailto:evil@example.com; ążść " + "x" * 150)
    case.refresh_from_db()
    due(case)
    content = deadlines_file(case, running_deadlines(case), "pl", timezone.now())
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    assert "\n" not in content.replace("\r\n", "")
    assert not [line for line in content.split("\r\n") if line.startswith("ATTENDEE")]
    assert "ATTENDEE" in entries(content)[0]["DESCRIPTION"]


def test_a_moved_day_moves_the_entry_and_makes_no_second_one(case: Case) -> None:
    due(case)
    first = entries(deadlines_file(case, running_deadlines(case), "en", timezone.now()))[0]
    Deadline.objects.update(due_at=NOW + timedelta(days=20))
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    case.refresh_from_db()
    second = entries(deadlines_file(case, running_deadlines(case), "en", timezone.now()))[0]
    assert first["UID"] == second["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]


def test_nobody_else_gets_it(anna: User, ben: User, mia: User, case: Case, as_user: Any, client: Any) -> None:
    due(case)
    url = f"/cases/{case.reference}/deadlines.ics"
    assert as_user(ben).get(url).status_code == 404
    assert as_user(mia).get(url).status_code == 404
    assert client.get(url).status_code == 302
    Deadline.objects.all().delete()
    assert as_user(anna).get(url).status_code == 404


def test_the_case_leads_to_it_while_something_is_due(anna: User, case: Case, as_user: Any) -> None:
    page = f"/cases/{case.reference}/"
    assert b"deadlines.ics" not in as_user(anna).get(page).content
    due(case)
    assert b"deadlines.ics" in as_user(anna).get(page).content


def test_mails_that_name_a_day_bring_it_and_others_do_not(anna: User, mia: User, case: Case) -> None:
    due(case)
    named = mail_about_case("case_opened", case, "named", answer_by=NOW, is_return=False)
    words = mail_about_case("case_answered", case, "words", words="Hello")
    assert words.calendar == ""
    parts = list(as_message(named, transport()).message().walk())
    file = next(part for part in parts if part.get_filename() == "deadlines.ics")
    assert file.get_content_type() == "text/calendar"
    assert len(entries(file.get_payload(decode=True))) == 1
    assert Mail.objects.filter(calendar="").count() == 1


def test_a_guests_file_leads_to_no_page_behind_a_sign_in(case: Case) -> None:
    due(case)
    content = deadlines_file(case, running_deadlines(case), "en", timezone.now(), "https://testserver/withdraw/x/")
    assert str(entries(content)[0]["URL"]) == "https://testserver/withdraw/x/"
