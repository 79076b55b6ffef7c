"""What the figures of this room mean, printed under each. A changed meaning is a new version."""

from django.utils.translation import gettext_lazy as _

from kb.figures.definitions import Definition

CONTACT_RATE = Definition(
    _("Contacts per 100 orders"),
    _(
        "Every time somebody turned to us in the period, by any way, for each 100 orders placed in the same period. "
        "Spam, tests and duplicates are left out; what was joined with another case still counts, because somebody "
        "turned to us. Orders are all orders of the period, whatever cases are chosen above. The reason is the kind "
        "of the case."
    ),
)
CONTACT_RATE_NET = Definition(
    _("Contacts per 100 orders, net"),
    _(
        "As contacts per 100 orders, but who writes again about the same order for the same reason within seven days "
        "counts once. Without an order: the same person for the same reason."
    ),
)
CONTACT_RATE_COHORT = Definition(
    _("Contacts per 100 orders, by day of the order"),
    _(
        "Contacts within 30 days after an order was placed, for each 100 orders of the period, counted on the day of "
        "the order. Contacts about no order are not in it. Orders younger than 30 days can still bring contacts, so "
        "the last weeks look better than they are."
    ),
)
CONTACT_RATE_SHIPMENTS = Definition(
    _("Contacts per 100 shipments"),
    _("As contacts per 100 orders, divided by parcels sent to customers in the period instead of by orders."),
)
LINK_RATE = Definition(
    _("Closed with an article"),
    _(
        "Cases in which a colleague sent an article of the help centre, among all cases solved in the period; a case "
        "counts on the day it was solved last. Spam, tests, duplicates and joined cases are left out."
    ),
)
SELF_SERVICE = Definition(
    _("Self-service score"),
    _(
        "Openings of articles for each person who opened a case in the period. Readers have no identity here, on "
        "purpose, so visitors can't be counted: one reader of three articles counts three times. Read it only as a "
        "trend of your own shop. Not causal: more reading need not be the reason for fewer cases."
    ),
)
VISITS = Definition(
    _("How visits end"),
    _(
        "Found: the reading time was measured, the article was short reading, scanned or read, and within half an "
        "hour the reader neither asked us nor searched again nor voted no. Failed: one of these happened, or a search "
        "had no result. Undecided: all else. Readers have no identity, so a case opened days later can't be known."
    ),
)
EXPLICIT = Definition(
    _("Answered by an article, said so"),
    _(
        "Forms whose visitor pressed “This answers my question” and sent no case from that browser within seven days, "
        "among all forms at which articles were shown. Only forms whose seven days are over; one form per kind, "
        "browser and week; only signed-in customers."
    ),
)
IMPLICIT = Definition(
    _("Left without asking"),
    _(
        "Forms with articles that were left without the button and without a case within seven days, among all forms "
        "at which articles were shown. Many of them would have been left anyway: see what articles save."
    ),
)
INCREMENTAL = Definition(
    _("What articles save"),
    _(
        "Share of forms that ended without a case where articles were shown, less the same share of forms where by "
        "chance none were shown (hold-out). The interval is Newcombe's for two shares (1998, method 10), 95 %. When "
        "it contains 0, nothing is proved. Who sees what is drawn for a browser and a week. Shown from 30 forms on "
        "each side. Which case came of which form is written down nowhere, so these numbers open no list."
    ),
)
CSAT = Definition(
    _("Satisfaction (CSAT)"),
    _(
        "Answers 4 and 5 among all answers from 1 to 5, by the day of the answer; one answer a case, the last one "
        "counts. The interval is Wilson's, 95 %. Read it beside the share of people who answered."
    ),
)
CES = Definition(
    _("Effort (CES 2.0)"),
    _(
        "“It was easy to handle my issue”, from 1 (strongly disagree) to 7: the share of 5, 6 and 7, with the mean "
        "beside it. One answer a case, the last one counts. The interval is Wilson's, 95 %."
    ),
)
NPS = Definition(
    _("Recommendation (NPS)"),
    _(
        "Share of answers 9 and 10 less the share of 0 to 6, in points from −100 to 100. It is asked of people, not "
        "about a case, so it opens no list of cases."
    ),
)
RESPONSE = Definition(
    _("Who answers our questions"),
    _("People who answered among those who were asked in the period about a case, by the day of the question."),
)
WEEK = Definition(
    _("Contacts by hour of the week"),
    _(
        "How many contacts an hour of the week usually brings: the median and P90 over the weeks shown, on the shop's "
        "wall clock. All 24 hours are counted. An hour that the clock skips in spring is no observation, one that "
        "comes twice in autumn is two. Spam, tests and duplicates are left out. Searches are kept without a time of "
        "day, on purpose, so they are not in it."
    ),
)
STAFFING = Definition(
    _("People an hour needs"),
    _(
        "Calls and live conversations by Erlang C (A. K. Erlang, 1917): the fewest people who answer the wanted share "
        "in time, if contacts come by chance and nobody hangs up. Mails and forms by the work they make. Reckoned "
        "with each hour's P90, so that nine weeks of ten fit. It says nothing about who."
    ),
)
