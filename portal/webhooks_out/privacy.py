"""What is sent to the shop's own systems names orders and cases by number: nobody's name is in it."""

from portal.accounts.privacy.registry import left_out


def connect() -> None:
    left_out(
        {
            "webhooks_out.Endpoint": "An address of the shop's own systems, made by staff.",
            "webhooks_out.Call": "A message to one of them.",
        }
    )
