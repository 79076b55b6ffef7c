"""What each figure of cases means, printed under it. A new meaning is a new version (and business.VERSION grows)."""

from django.utils.translation import gettext_lazy as _

from kb.figures.definitions import Definition

FIRST_RESPONSE = Definition(
    _("First response time"),
    _(
        "From the opening of a case to the first words of a colleague that the customer can read. Automatic mails, "
        "steps without words and internal notes are no answer. Cases that we opened ourselves count from the "
        "customer's next message; cases that a machine ended before anybody answered, from the message that "
        "reopened them; merged cases from the first of them; a case that was split off takes over a first answer "
        "that was already given. Each counts on the day its clock began, in the shop's time zone. The median is of "
        "answered cases; the shares within 1, 4 and 24 hours are of all, so a case that nobody answered lowers "
        "them. Business clock: only opening hours count, and an answer while we are closed took no time."
    ),
)
FIRST_RESPONSE_CALENDAR = Definition(
    _("First response time, calendar"),
    _(
        "The same as the first response time, but nights, weekends and holidays count: what the customer waited. "
        "Calendar clock; days in the shop's time zone."
    ),
)
NEXT_REPLY = Definition(
    _("Next reply time"),
    _(
        "From a customer's message to our next words that she can read, the first answer included. Of several "
        "messages in a row the first counts. Only what was answered: each counts on the day of our reply, in the "
        "shop's time zone. “Thank you” that a colleague marked as needing no answer does not count. Business clock: "
        "only opening hours count."
    ),
)
NEXT_REPLY_CALENDAR = Definition(
    _("Next reply time, calendar"),
    _(
        "The same as the next reply time, but nights, weekends and holidays count. Calendar clock; days in the "
        "shop's time zone."
    ),
)
FIRST_RESOLUTION = Definition(
    _("First resolution time"),
    _(
        "From the opening of a case until it was solved for the first time. Solved is: resolved, refunded, declined "
        "or closed, by us or by the customer. What the customer took back and what a rule closed by itself was not "
        "solved. Merged cases count from the first of them. Each counts on the day it was solved, in the shop's "
        "time zone. Business clock: only opening hours count."
    ),
)
FIRST_RESOLUTION_CALENDAR = Definition(
    _("First resolution time, calendar"),
    _(
        "The same as the first resolution time, but nights, weekends and holidays count. Calendar clock; days in "
        "the shop's time zone."
    ),
)
FIRST_RESOLUTION_OWN = Definition(
    _("First resolution time, without waiting"),
    _(
        "The first resolution time without the time in which the customer had to act: to answer us, or to send back "
        "what we agreed to take. Business clock; days in the shop's time zone."
    ),
)
FIRST_RESOLUTION_CALENDAR_OWN = Definition(
    _("First resolution time, without waiting, calendar"),
    _(
        "The first resolution time without the time in which the customer had to act; nights, weekends and holidays "
        "count. Calendar clock; days in the shop's time zone."
    ),
)
FULL_RESOLUTION = Definition(
    _("Full resolution time"),
    _(
        "From the opening of a case until it was solved for the last time; cases that are open again are not "
        "counted until they are solved. Solved as for the first resolution time. Each counts on the day it was "
        "solved last, in the shop's time zone. Business clock: only opening hours count."
    ),
)
FULL_RESOLUTION_CALENDAR = Definition(
    _("Full resolution time, calendar"),
    _(
        "The same as the full resolution time, but nights, weekends and holidays count. Calendar clock; days in the "
        "shop's time zone."
    ),
)
FULL_RESOLUTION_OWN = Definition(
    _("Full resolution time, without waiting"),
    _(
        "The full resolution time without the time in which the customer had to act, and without the time in which "
        "the case was closed before it was reopened. Business clock; days in the shop's time zone."
    ),
)
FULL_RESOLUTION_CALENDAR_OWN = Definition(
    _("Full resolution time, without waiting, calendar"),
    _(
        "The full resolution time without the time in which the customer had to act, and without the time in which "
        "the case was closed before it was reopened; nights, weekends and holidays count. Calendar clock; days in "
        "the shop's time zone."
    ),
)
FCR_GROSS = Definition(
    _("First contact resolution, gross"),
    _(
        "Cases that one contact was enough for, among all that were solved: within 7 days after the solution the "
        "customer did not write again, nobody reopened the case, and she opened no other about the same order "
        "(without an order: of the same kind). Messages that follow within a day before we answered, and one live "
        "conversation, are one contact; “thank you” is none. Cases solved in the last 7 days are not counted yet. "
        "Each counts on the day it was first solved, in the shop's time zone. Calendar clock. With Wilson's "
        "interval of 95 %."
    ),
)
FCR_NET = Definition(
    _("First contact resolution, net"),
    _(
        "As gross, but only among cases that one answer could settle: without those that needed goods back, a "
        "carrier's search or a guarantor. Calendar clock; days in the shop's time zone. With Wilson's "
        "interval of 95 %."
    ),
)
REOPEN_RATE = Definition(
    _("Reopened"),
    _(
        "Cases in which the customer wrote again within 14 days after they were solved, among all that were solved "
        "in the period. A case counts once. “Thank you” that needs no answer reopens nothing, and what a rule "
        "closed by itself was not solved. Cases solved in the last 14 days may still come back. Calendar clock; "
        "days in the shop's time zone. With Wilson's interval of 95 %."
    ),
)
REOPENS = Definition(
    _("Reopenings a case"),
    _(
        "How often customers reopened the cases that were solved in the period, within 14 days each time, divided "
        "by those cases. Calendar clock; days in the shop's time zone."
    ),
)
CASES = Definition(
    _("New cases"),
    _(
        "Cases by the day they were opened, in the shop's time zone. Merged cases are one, from the day of the "
        "first. Spam, duplicates, tests and deleted cases are in no figure."
    ),
)
CONTACTS = Definition(
    _("Contacts"),
    _(
        "Times somebody turned to us, by any way, on the day they did, in the shop's time zone: messages, calls and "
        "live conversations, also in cases that were merged. Messages that follow within a day before we answered, "
        "and one live conversation with pauses of up to 30 minutes, are one contact; “thank you” is none."
    ),
)
BACKLOG = Definition(
    _("Backlog"),
    _(
        "Cases open at the end of the period, or now, and how long ago they were opened (median and P90). Past a "
        "target: one of our promises or of the law's fell due and is still not done. Kept for every hour of the "
        "past, so that peaks within a day can be seen. Calendar clock, in the shop's time zone."
    ),
)
TARGETS_MET = Definition(
    _("Targets met"),
    _(
        "Promises and deadlines of ours that were met, among those that fell due in the period: by the day they "
        "were due, in the shop's time zone, not by the day the case was opened. What is due later counts later, "
        "also if it is done already; what stopped applying before it was due does not count. The clock is that of "
        "each target. With Wilson's interval of 95 %."
    ),
)
