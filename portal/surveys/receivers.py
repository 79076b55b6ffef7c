"""A case that is finished plans its question; one that was missed is found by tick."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from portal.surveys.actions import plan
from returns.models import Case
from returns.signals import case_changed


@receiver(case_changed, dispatch_uid="plan_survey")
def plan_survey(case: Case, **kwargs: Any) -> None:
    if case.closed_at is not None:
        plan(case, timezone.now())
