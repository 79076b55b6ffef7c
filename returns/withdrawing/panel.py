"""On the case's page: the acknowledgement of the statement, for whoever made it signed in."""

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse

from returns.case_panels import CasePanel, marked
from returns.models import Case, WithdrawalMatch
from returns.withdrawing.tokens import proof_token

# Read with the case: the key of the statement that its customer made herself, None without one.
_HERS = WithdrawalMatch.objects.filter(case=OuterRef("pk"), withdrawal__user=OuterRef("customer"))
STATEMENT = "statement_key", Subquery(_HERS.order_by("pk").values("withdrawal__submission_key")[:1])


def acknowledgement_of(request: HttpRequest, case: Case) -> CasePanel | None:
    if case.kind != Case.Kind.WITHDRAWAL or case.customer_id is None:
        return None
    key = marked(case, STATEMENT[0])
    if key is None:
        return None
    url = reverse("cases:withdrawal", args=[proof_token(key)])
    return CasePanel("returns/withdrawing/panel.html", {"url": url}, place="side")
