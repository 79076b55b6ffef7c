"""The rows of the retention table that belong to accounts and the apps below."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kb.feedback.rules import KEEP_WORDS
from kb.trail.rules import KEEP as TRAIL
from portal.accounts.models import PrivacySettings
from portal.accounts.privacy import forgetting, idle
from portal.accounts.privacy.actions import KEPT_FOR
from portal.accounts.privacy.retention import CONTRACT, DUTY, INTEREST, Rule, days, months, register, years
from returns.starting.actions import KEPT_FOR as DRAFTS_KEPT_FOR

BACKUP_DAYS = 35


def bookkeeping(terms: PrivacySettings) -> str:
    if terms.bookkeeping_from == PrivacySettings.From.TAX:
        return _now("%(years)s from the end of the year its tax was due") % {"years": years(terms.bookkeeping_years)}
    return _now("%(years)s from the end of the year it was issued") % {"years": years(terms.bookkeeping_years)}


def after_the_end(period: str) -> str:
    return _now("%(period)s after it is finished") % {"period": period}


def account(terms: PrivacySettings) -> str:
    return _now("As long as you have it. One without orders: %(years)s after you last signed in, with a notice.") % {
        "years": years(terms.idle_years)
    }


def in_days(period: timedelta) -> str:
    return days(period.days) if period.days > 1 else _now("24 hours")


RULES = (
    Rule(
        "account", 10, _("Your account: name, addresses, how you sign in"),
        _("So that you, and nobody else, see your orders."), CONTRACT, account, idle.forget_idle,
    ),
    Rule(
        "orders", 20, _("Orders, parcels, refunds"),
        _("So that you can follow them, return things and use your rights. Without an account: as invoices."),
        CONTRACT, lambda terms: _("As long as you have an account"),
    ),
    Rule(
        "invoices", 30, _("Invoices and what they show, once you have no account"),
        _("The shop has to keep its books."), DUTY, bookkeeping, forgetting.forget_kept,
    ),
    Rule(
        "words", 40, _("Returns, complaints and questions: messages and documents"),
        _("You or the shop may make claims from them."), INTEREST,
        lambda terms: after_the_end(years(terms.claims_years)), forgetting.forget_words,
    ),
    Rule(
        "photos", 50, _("Photos you sent with them"), _("They show what was wrong while that is discussed."),
        INTEREST, lambda terms: after_the_end(months(terms.photo_months)), forgetting.forget_photos,
    ),
    Rule(
        "withdrawals", 60, _("Statements of withdrawal"), _("They prove that you withdrew, and when."), DUTY,
        lambda terms: years(terms.withdrawal_years), forgetting.forget_statements,
    ),
    Rule(
        "drafts", 70, _("Files and forms you began and did not send"),
        _("So that a lost connection loses nothing."),
        CONTRACT, lambda terms: in_days(DRAFTS_KEPT_FOR),
    ),
    Rule(
        "trail", 80, _("Help pages you read while signed in"),
        _("You may attach them to a question. Switch it off under Account, Reading."), INTEREST,
        lambda terms: days(TRAIL.days),
    ),
    Rule(
        "devices", 90, _("Devices you signed in on, with their IP addresses"),
        _("So that you notice somebody else."), INTEREST, lambda terms: days(terms.session_days),
        forgetting.forget_devices,
    ),
    Rule(
        "deliveries", 110, _("Messages of the shop's system and of carriers, as they came"),
        _("To read them again when something went wrong."), INTEREST,
        lambda terms: days(settings.WEBHOOK_KEEP_DAYS),
    ),
    Rule(
        "statistics", 130, _("What was searched, read and found helpful in the help centre"),
        _("To make articles better. Counted without any trace of who it was."), INTEREST,
        lambda terms: months(round(KEEP_WORDS.days / 30.4)),
    ),
    Rule(
        "copies", 140, _("Copies of your data you asked for"), _("So that you can download them."), DUTY,
        lambda terms: in_days(KEPT_FOR),
    ),
    Rule(
        "requests", 150, _("That you asked for a copy or an erasure, without your name"),
        _("To prove that we answered."), DUTY, lambda terms: years(terms.request_years),
        forgetting.forget_requests,
    ),
    Rule(
        "log", 160, _("What our colleagues changed"), _("So that misuse comes to light."), INTEREST,
        lambda terms: days(terms.log_days), forgetting.forget_log,
    ),
    Rule(
        "backups", 170, _("Backups"),
        _("Should a machine break. Whoever was erased is erased again before a backup is used."), INTEREST,
        lambda terms: days(BACKUP_DAYS),
    ),
)  # fmt: skip


def connect() -> None:
    register(*RULES)
