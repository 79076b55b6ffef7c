"""What each figure of cases means, printed under it. A changed meaning is a new version."""

from django.utils.translation import gettext_lazy as _

from kb.figures.definitions import Definition

FIRST_RESPONSE = Definition(
    _("First response time"),
    _(
        "From the opening of a case to the first words of a colleague that the customer can read. Automatic mails, "
        "steps without words and internal notes are no answer. Cases that we opened ourselves count from the "
        "customer's next message; cases that a machine ended before anybody answered, from the message that reopened "
        "them. Cases count on the day their clock began, in the shop's time zone. The median is of answered cases; "
        "the shares within 1, 4 and 24 hours are of all, so a case that nobody answered lowers them. Business clock: "
        "only opening hours count, and an answer while we are closed took no time."
    ),
)
FIRST_RESPONSE_CALENDAR = Definition(
    _("First response time, calendar"),
    _(
        "The same as first response time, but nights, weekends and holidays count: what the customer waited. Calendar "
        "clock, in the shop's time zone."
    ),
)
