"""Cases and messages as the rules of joining see them."""

from returns.joining.rules import Joining, Said
from returns.models import Case, Message


def continued(case: Case) -> Case:
    """The case in which this one goes on; itself when it was never joined."""
    while case.merged_into_id is not None and case.merged_into is not None:
        case = case.merged_into
    return case


def owner_of(case: Case) -> str:
    return f"u{case.customer_id}" if case.customer_id else case.email.strip().lower()


def seen(case: Case) -> Joining:
    return Joining(
        pk=case.pk,
        owner=owner_of(case),
        kind=case.kind,
        status=case.status,
        is_joined=case.merged_into_id is not None,
        is_left_out=bool(case.left_out),
        has_lines=case.lines.exists(),
        has_money=case.refunded_amount is not None or case.refunds.exists(),
        clocks=list(case.deadlines.running().values_list("name", flat=True)),
    )


def said_in(case: Case) -> list[Said]:
    """The whole thread, oldest first."""
    talk = ("ask", "answer", "open", "thanks")
    steps = case.events.exclude(verb__in=talk).filter(data__has_key="message").values_list("data", flat=True)
    decided = {data["message"] for data in steps}
    return [
        Said(
            pk=message.pk,
            by_customer=message.author == Message.Author.CUSTOMER,
            by_agent=message.author == Message.Author.AGENT,
            internal=message.internal,
            needs_no_reply=message.no_reply_needed,
            decided=message.pk in decided,
        )
        for message in case.messages.order_by("created_at", "pk")
    ]
