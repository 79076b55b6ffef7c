"""On the case's page: the acknowledgement of the statement, for whoever made it signed in."""

from django.http import HttpRequest
from django.urls import reverse

from returns.case_panels import CasePanel
from returns.models import Case, WithdrawalMatch
from returns.withdrawing.tokens import proof_token


def acknowledgement_of(request: HttpRequest, case: Case) -> CasePanel | None:
    if case.kind != Case.Kind.WITHDRAWAL or case.customer_id is None:
        return None
    made = WithdrawalMatch.objects.filter(case=case, withdrawal__user_id=case.customer_id)
    match = made.select_related("withdrawal").first()
    if match is None:
        return None
    url = reverse("cases:withdrawal", args=[proof_token(match.withdrawal.submission_key)])
    return CasePanel("returns/withdrawing/panel.html", {"url": url}, place="side")
