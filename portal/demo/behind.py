"""What an operator finds behind the shop: a listener that is switched off, and somebody who asked for a copy of the
data."""

from datetime import datetime, timedelta

from portal.accounts.models import DataRequest, User
from portal.accounts.privacy.actions import ask_export
from portal.demo.cases import make_customer
from portal.demo.orders import IRINA
from portal.webhooks_out import actions, rules
from portal.webhooks_out.models import Call, Endpoint

OPERATOR = "admin@example.com"
GONE = "The listener is gone (410) and was switched off."
# Nobody can own an address that ends so (RFC 6761).
WAREHOUSE = "https://warehouse.samovar-and-leaf.example/aftercare/"


def make_behind(now: datetime) -> None:
    """A second run changes nothing."""
    if not Endpoint.objects.filter(url=WAREHOUSE).exists():
        make_listener(now)
    asker = make_customer(IRINA)
    if not DataRequest.objects.filter(user=asker).exists():
        ask_export(asker, asker.language, now - timedelta(hours=2))


def make_listener(now: datetime) -> None:
    """The old warehouse: it took a test, then moved away."""
    listener = Endpoint.objects.create(
        name="Old warehouse",
        url=WAREHOUSE,
        events=["order.stop_dispatch", "withdrawal.submitted"],
        is_active=False,
        secret=rules.new_secret(),
        created_by=User.objects.get(email=OPERATOR),
    )
    taken = actions.send_test(listener, now - timedelta(days=9))
    answered(taken, now - timedelta(days=9), Call.State.SENT, 204)
    case = {"withdrawal": {"number": 1, "submitted_at": (now - timedelta(days=2)).isoformat()}}
    event = actions.write(
        "withdrawal.submitted", "demo-warehouse-moved", case, now - timedelta(days=2), "", [listener]
    )
    answered(event.calls.get(), now - timedelta(days=2), Call.State.DEAD, rules.GONE, GONE)


def answered(call: Call, at: datetime, state: str, status: int, error: str = "") -> None:
    """As a call ends, without calling anybody."""
    Call.objects.filter(pk=call.pk).update(
        state=state, status=status, error=error, attempts=1, tried_at=at, due_at=None, milliseconds=184
    )
