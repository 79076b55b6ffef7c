"""The receipt of the way back is kept until what was promised is there: repaired, new, or money."""

from typing import Any

import pytest
from django.urls import reverse

from returns.complaints import actions as claims
from tests.returns.complaints.makers import make_claim
from tests.returns.makers import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("remedy", "words"),
    [
        ("repair", "Keep it until the repaired item is back with you."),
        ("replacement", "Keep it until the new item is with you."),
        ("withdrawal", "Keep it until your money is there."),
    ],
)
def test_the_receipt_is_kept_until_what_was_promised_is_there(
    anna: Any, mia: Any, as_user: Any, remedy: str, words: str
) -> None:
    case = make_claim(anna, demand=remedy)
    claims.accept(case, by=mia, version=case.version, now=NOW)
    page = as_user(anna).get(reverse("cases:detail", args=[case.reference])).content.decode()
    assert words in page
    assert page.count("Keep it until") == 1
