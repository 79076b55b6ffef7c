"""Once a minute: start again whatever is due and not done, and forget what need not be kept."""

import fcntl
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks.base import Task

from kb.editing.changes import notice_changes
from kb.feedback.actions import purge as purge_words
from kb.reading.actions import purge as purge_reading
from kb.search.due import index_due, note_missing
from kb.search.log import purge as purge_searches
from kb.search.semantic.making import make_vector, vectors_due
from kb.trail.actions import purge as purge_trails
from orders.archives.actions import make_archive, sweep_archives
from orders.archives.queries import archives_due
from orders.companies.queries import give_missed_orders
from orders.companies.tasks import check_vat, vat_checks_due
from orders.documents.sweeping import sweep_documents
from orders.finding.actions import forget_links
from orders.finding.queries import queries_due
from orders.finding.tasks import answer_query
from orders.hooks.actions import purge as purge_deliveries
from orders.hooks.queries import envelopes_due
from orders.hooks.tasks import apply_envelope
from orders.pictures.tasks import fetch_picture, note_pictures, pictures_due
from orders.pull.actions import forget_runs, shops_to_ask
from orders.pull.tasks import pull_source
from orders.queries import invoices_due
from orders.tasks import render_invoice
from orders.tracking.asking import ask_carrier, parcels_to_ask
from orders.tracking.noticing import notice_delays
from portal.accounts.actions import link_waiting_orders
from portal.accounts.privacy.actions import answer_request
from portal.accounts.privacy.guests import links_due, send_link
from portal.accounts.privacy.queries import requests_due
from portal.accounts.privacy.retention import forget_what_is_over
from portal.api.once import forget_answers
from portal.baking.actions import bake_missing, hear_missed_news
from portal.baking.loading import load_spool
from portal.baking.store import store
from portal.callbacks.actions import remind as remind_of_calls
from portal.desk.articles.links import settle
from portal.desk.automation.actions import follow_rules
from portal.desk.automation.actions import forget_runs as forget_rule_runs
from portal.desk.case.drafts import sweep_drafts as sweep_reply_drafts
from portal.desk.customers.phones import read_phones
from portal.desk.digest.actions import send_week
from portal.desk.figures.ticking import keep_figures
from portal.desk.searching.due import catch_up as catch_up_with_words
from portal.live.mails import tell_what_was_missed
from portal.live.talk.due import look_after as look_after_conversations
from portal.mail_in.actions import purge as purge_incoming_mails
from portal.mail_in.polling import is_mailbox_watched
from portal.mail_in.queries import mails_due as incoming_mails_due
from portal.mail_in.tasks import look_into_mailbox, read_mail
from portal.notifications.missed import tell_missed_news
from portal.notifications.queries import mails_due
from portal.notifications.tasks import send_mail
from portal.operations import pulses
from portal.operations.tasks import worker_beats
from portal.parts.alone import alone
from portal.parts.queued import waiting
from portal.proactive.ticking import help_before_asked
from portal.surveys.actions import plan_missed, plan_nps
from portal.surveys.queries import invitations_due
from portal.surveys.tasks import ask_person
from portal.webhooks_out.actions import purge as purge_calls
from portal.webhooks_out.missed import tell_missed_events
from portal.webhooks_out.queries import calls_due
from portal.webhooks_out.tasks import call_endpoint
from returns.actions import sweep_files
from returns.actions.sorting import wake_due
from returns.complaints.actions import guard
from returns.complaints.printing import decisions_due, print_decision
from returns.deadlines import keep_clocks
from returns.logistics.matching import match_missed_refunds
from returns.logistics.reminding import remind
from returns.logistics.scanning import hear_missed_scans
from returns.logistics.sweeping import sweep_way_back
from returns.passport.reminding import remind as remind_of_periods
from returns.scanning import look_again
from returns.starting import offering
from returns.starting.actions import sweep_drafts
from returns.withdrawing.queries import matches_due, papers_due
from returns.withdrawing.tasks import make_acknowledgement, match_withdrawal

AT_ONCE = 200
BAKING_SECONDS = 20


def send_due_mails(now: datetime) -> None:
    start_again(send_mail, mails_due(now).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])


def answer_who_looks_for_orders(now: datetime) -> None:
    start_again(answer_query, queries_due(now).values_list("pk", flat=True)[:AT_ONCE])


def match_due_withdrawals(now: datetime) -> None:
    """Statements that are not in a case yet, and those whose acknowledgement is not printed."""
    start_again(match_withdrawal, matches_due(now).values_list("pk", flat=True)[:AT_ONCE])
    start_again(make_acknowledgement, papers_due(now).values_list("pk", flat=True)[:AT_ONCE])


def guard_complaints(now: datetime) -> None:
    """Warnings, escalation, what silence accepted by law; answers that are not printed yet."""
    guard(now)
    start_again(print_decision, decisions_due(now).values_list("pk", flat=True)[:AT_ONCE])


def answer_who_asks_for_data(now: datetime) -> None:
    """Copies to pack, erasures whose week is over, links to send."""
    start_again(send_link, links_due(now).values_list("pk", flat=True)[:AT_ONCE])
    start_again(answer_request, requests_due(now).values_list("pk", flat=True)[:AT_ONCE])


def render_due_invoices(now: datetime) -> None:
    start_again(render_invoice, invoices_due(now).values_list("pk", flat=True)[:AT_ONCE])
    start_again(make_archive, archives_due(now).values_list("pk", flat=True)[:AT_ONCE])
    sweep_archives(now)


def ask_due_shops(now: datetime) -> None:
    start_again(pull_source, shops_to_ask(now))


def fetch_due_pictures(now: datetime) -> None:
    note_pictures(now)
    start_again(fetch_picture, pictures_due(now).values_list("pk", flat=True)[:AT_ONCE])


def check_due_vat_numbers(now: datetime) -> None:
    start_again(check_vat, vat_checks_due(now).values_list("pk", flat=True)[:AT_ONCE])


def watch_parcels(now: datetime) -> None:
    """Carriers are asked about parcels that are due; those that are late are noticed."""
    start_again(ask_carrier, parcels_to_ask(now, AT_ONCE))
    notice_delays(now)


def read_due_deliveries(now: datetime) -> None:
    """Webhooks whose job was lost, failed, or waited for their order."""
    start_again(apply_envelope, envelopes_due(now).values_list("pk", flat=True)[:AT_ONCE])


def take_in_mail(now: datetime) -> None:
    """Answers by mail: the mailbox is looked into, and what came is read into its case."""
    if is_mailbox_watched():
        start_again(look_into_mailbox, [0])
    start_again(read_mail, incoming_mails_due(now).values_list("pk", flat=True)[:AT_ONCE])


def call_due_endpoints(now: datetime) -> None:
    tell_missed_events(now)
    start_again(call_endpoint, calls_due(now).values_list("pk", flat=True)[:AT_ONCE])


def ask_how_it_went(now: datetime) -> None:
    """Finished cases are planned, what is due is asked."""
    plan_missed(now)
    plan_nps(now)
    start_again(ask_person, invitations_due(now).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])


def send_weekly_digest(now: datetime) -> None:
    send_week(now)


def scan_held_files(now: datetime) -> None:
    look_again(now)


def start_again(task: Task, pks: Iterable[int]) -> None:
    """Queue what is due, but not what still stands in the queue: a worker that is away finds no pile of copies."""
    queued = {pk for said in waiting(task) for pk in said} if pks else set()
    for pk in pks:
        if pk not in queued:
            task.enqueue(pk)


def forget(now: datetime) -> None:
    """Once an hour: nobody waits for it."""
    if not cache.add("tick-forgets", now.isoformat(), timeout=3600):
        return
    forget_what_is_over(now)
    purge_deliveries(now)
    purge_incoming_mails(now)
    purge_calls(now)
    purge_reading(timezone.localdate(now))
    purge_searches(timezone.localdate(now))
    purge_words(timezone.localdate(now))
    purge_trails(now)
    forget_answers(now)
    forget_rule_runs(now)
    sweep_drafts(now)
    sweep_reply_drafts(now)
    offering.sweep(timezone.localdate(now))
    sweep_files(now)
    sweep_way_back(now)
    sweep_documents(now)
    forget_runs(now)
    forget_links(now)
    if kept := store():
        kept.clear_out()
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", queue_name="*", min_age_days=3, verbosity=0)


def finish_what_was_cut_off(now: datetime) -> None:
    """Orders whose owner is known, and news nobody was told: their process was killed right after its commit."""
    link_waiting_orders()
    give_missed_orders(now)
    tell_missed_news(now)
    keep_clocks(now)
    wake_due(now)


def let_rules_follow(now: datetime) -> None:
    """Rules of the shop: clocks that are near or over, and events whose process was killed."""
    follow_rules(now)


def follow_goods_back(now: datetime) -> None:
    """Before missed news is told: scans and refunds whose process was killed; then reminders."""
    hear_missed_scans(now)
    match_missed_refunds(now)
    remind(now)
    remind_of_periods(now)
    remind_of_calls(now)


def settle_article_links(now: datetime) -> None:
    """Which article closed its case; telephones of orders that came meanwhile, for the desk's search."""
    settle(now)
    read_phones()


def end_old_conversations(now: datetime) -> None:
    """Before missed news is told: nobody waits for ever; what the customer did not see goes by mail, at once."""
    look_after_conversations(now)
    tell_what_was_missed(now)


def publish_due_pages(now: datetime) -> None:
    """Articles appear and expire at the time their editor chose."""
    call_command("publish_scheduled", verbosity=0)


def notice_changed_values(now: datetime) -> None:
    """Values of the shop that changed without the settings' own page: their articles are due for review."""
    notice_changes(now)


def index_due_pages(now: datetime) -> None:
    """Articles that the queue lost on their way into the search index; what they mean, if search compares that."""
    note_missing(now)
    index_due(now)
    start_again(make_vector, vectors_due()[:AT_ONCE])


def keep_words_of_cases(now: datetime) -> None:
    """What the desk's queue shows and finds of cases that changed without news."""
    catch_up_with_words(now)


def load_readings(now: datetime) -> None:
    """Beacons that web processes wrote down."""
    load_spool()


def listen_for_workers(now: datetime) -> None:
    """A job whose only work is to say that somebody does the work."""
    start_again(worker_beats, [0])


def keep_pages_baked(now: datetime) -> None:
    """Pages whose change nobody announced, that are too old, or that a new release has not made yet."""
    hear_missed_news(now)
    bake_missing(BAKING_SECONDS)


STEPS: tuple[Callable[[datetime], None], ...] = (
    follow_goods_back,
    end_old_conversations,
    finish_what_was_cut_off,
    guard_complaints,
    let_rules_follow,
    answer_who_looks_for_orders,
    answer_who_asks_for_data,
    send_due_mails,
    match_due_withdrawals,
    read_due_deliveries,
    take_in_mail,
    call_due_endpoints,
    ask_how_it_went,
    help_before_asked,
    send_weekly_digest,
    scan_held_files,
    render_due_invoices,
    watch_parcels,
    ask_due_shops,
    check_due_vat_numbers,
    fetch_due_pictures,
    settle_article_links,
    publish_due_pages,
    notice_changed_values,
    index_due_pages,
    keep_words_of_cases,
    load_readings,
    keep_figures,
    forget,
    listen_for_workers,
    keep_pages_baked,
)


def first_here(held: ExitStack) -> bool:
    """One on this machine, also with SQLite. Where nothing may be written, the database decides alone."""
    try:
        lock = held.enter_context((settings.DATA_DIR / "tick.lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return connection.vendor == "postgresql"
    return True


class Command(BaseCommand):
    help = "Starts again what is due: mails, invoices, indexing, clean-up. Run it every minute, or with --loop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=int, nargs="?", const=60, metavar="SECONDS", help="again every SECONDS")

    def handle(self, *args: Any, loop: int | None = None, **options: Any) -> None:
        with ExitStack() as held:
            if not first_here(held):
                self.stdout.write("Another tick is running; nothing to do.")
                return
            self.tick_through(is_loop=bool(loop))
            while loop:
                time.sleep(loop)
                close_old_connections()
                self.tick_through(is_loop=True)

    def tick_through(self, *, is_loop: bool) -> None:
        """A database that is away ends no loop: when it is back nobody has to start tick again."""
        try:
            self.tick_alone()
        except (OperationalError, InterfaceError) as error:
            if not is_loop:
                raise
            self.stderr.write(f"The database does not answer, the next tick asks it again: {error}")

    def tick_alone(self) -> None:
        """Another machine may tick in turn with this one, never at the same time."""
        with alone("tick") as is_ours:
            if is_ours:
                self.tick()
            else:
                self.stdout.write("Another machine ticks; nothing to do.")

    def tick(self) -> None:
        began, failed = time.monotonic(), []
        for step in STEPS:
            try:
                step(timezone.now())
            except Exception as error:
                # One step that fails must not hold up the others; a broken mail is not a reason for no invoices.
                failed.append(step.__name__)
                self.stderr.write(f"{step.__name__}: {type(error).__name__}: {error}")
        pulses.beat(pulses.Name.TICK, timezone.now(), round((time.monotonic() - began) * 1000), failed)
