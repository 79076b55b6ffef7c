"""Every mail we write ourselves: its templates are notifications/mail/<name>/subject.txt, text.txt and body.html."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    name: str
    # Holds a code or a link that opens something: the body is emptied once it is sent.
    secret: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("case_opened"),
        Kind("case_answered"),
        Kind("case_approved"),
        Kind("case_declined"),
        Kind("case_received"),
        Kind("case_refunded"),
        Kind("case_cancelled"),
        Kind("parcel_out_for_delivery"),
        Kind("parcel_ready_for_pickup"),
        Kind("parcel_delivered"),
        Kind("invoice_ready"),
        Kind("order_link", secret=True),
        Kind("order_not_found"),
        Kind("order_added"),
        Kind("tip_accepted"),
        Kind("tip_rejected"),
    )
}
