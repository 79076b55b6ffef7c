"""One tap after a step or a vote: anonymous where the page is, and never by a look."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.surveys.asked import Asked, seal
from portal.surveys.models import Answer, SurveySettings
from tests.returns.makers import NOW, make_question, make_return

pytestmark = pytest.mark.django_db
QUICK = reverse("surveys:quick")
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def asked(**fields: Any) -> str:
    values: dict[str, Any] = {
        "kind": "step", "key": "k", "language": "en", "back": "/cases/", "asked_at": NOW.isoformat(),
        "step": "return_sent",
    }  # fmt: skip
    return seal(Asked(**{**values, **fields}))


def test_one_tap_is_kept_and_leads_back() -> None:
    answer = Client().post(QUICK, {"asked": asked(), "score": "6"}, **OURS)
    assert (answer.status_code, answer["Location"]) == (302, "/cases/")
    given = Answer.objects.get()
    assert (given.kind, given.step, given.score, given.invitation, given.word) == ("step", "return_sent", 6, None, "")


def test_a_second_tap_takes_the_place_of_the_first() -> None:
    for score in ("6", "2", "2"):
        Client().post(QUICK, {"asked": asked(), "score": score}, **OURS)
    assert list(Answer.objects.filter(replaced_at=None).values_list("score", flat=True)) == [2]
    assert Answer.objects.count() == 2


@pytest.mark.parametrize("sealed", ["", "x", "a:b:c"])
def test_what_we_did_not_ask_is_not_kept(sealed: str) -> None:
    assert Client().post(QUICK, {"asked": sealed, "score": "6"}, **OURS).status_code == 410
    assert Client().get(QUICK).status_code == 405
    assert Client().post(QUICK, {"asked": asked(), "score": "6"}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 410
    Client().post(QUICK, {"asked": asked(kind="nps"), "score": "6"}, **OURS)
    Client().post(QUICK, {"asked": asked(), "score": "8"}, **OURS)
    assert not Answer.objects.exists()


def test_no_page_elsewhere_is_led_to() -> None:
    answer = Client().post(QUICK, {"asked": asked(back="https://evil.example/"), "score": "6"}, **OURS)
    assert answer["Location"] == reverse("home")


def test_a_return_just_sent_asks_whether_it_was_easy(anna: User, as_user: Any) -> None:
    page = reverse("cases:detail", args=[make_return(anna).reference])
    html = as_user(anna).get(page).content.decode()
    assert "Was it easy?" in html
    sealed = html.split('name="asked" value="')[1].split('"')[0]
    as_user(anna).post(QUICK, {"asked": sealed, "score": "7"}, **OURS)
    assert Answer.objects.get().step == "return_sent"
    assert "Thank you, noted." in as_user(anna).get(page).content.decode()


def test_a_question_and_a_switched_off_shop_ask_nothing(anna: User, as_user: Any) -> None:
    asks = reverse("cases:detail", args=[make_question(anna).reference])
    assert "Was it easy?" not in as_user(anna).get(asks).content.decode()
    SurveySettings.objects.update_or_create(pk=SurveySettings.load().pk, defaults={"after_steps": False})
    page = reverse("cases:detail", args=[make_return(anna).reference])
    assert "Was it easy?" not in as_user(anna).get(page).content.decode()
