"""What changes in the help centre. Editors' own changes go through Wagtail."""

from typing import Any

from django.db import transaction

from kb.feedback.actions import explain, vote
from kb.tips import actions as tips
from kb.trail import actions as trail

__all__ = ["explain", "forget_reader", "vote"]


@transaction.atomic
def forget_reader(user: Any) -> None:
    """The account is erased: her trail, her wish not to have one, and her tips go; votes never knew her."""
    trail.forget(user)
    trail.go_on(user)
    tips.take_back_all(user)
