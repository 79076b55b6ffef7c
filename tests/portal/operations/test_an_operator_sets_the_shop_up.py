"""From an empty site to one that may open: Settings → Set up."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone

from orders.models import Envelope, SellerSettings
from portal.accounts.models import User
from portal.dashboard.models import ShopSettings
from portal.notifications.models import Mail
from portal.operations.models import SetupStep
from portal.operations.setup import mail_test
from portal.operations.setup.steps import STEPS, standings
from returns.models import LawSettings

pytestmark = pytest.mark.django_db
SHOP = {"name": "Herbata", "shop_url": "https://herbata.example.com", "logo": "", "accent": "#0b6e4f"}


@pytest.fixture
def boss(as_user: Any) -> Client:
    return as_user(User.objects.create_superuser("boss@example.com"))


def states(user: User) -> dict[str, str]:
    return {each.step.slug: each.state for each in standings(user)}


def test_an_empty_shop_has_everything_to_do(boss: Client) -> None:
    page = boss.get("/admin/set-up/").content.decode()
    assert f"0 of {len(STEPS)} steps are done" in page
    for step in STEPS:
        assert str(step.title) in page
    assert "VAT number" in page


def test_the_admins_home_names_what_is_missing(boss: Client) -> None:
    page = boss.get("/admin/").content.decode()
    assert "Set up your shop" in page
    assert "missing: Shop name, Web shop" in page


def test_the_home_is_quiet_when_all_is_settled(boss: Client) -> None:
    for step in STEPS:
        SetupStep.objects.create(slug=step.slug, state="later", at=timezone.now())
    assert "Set up your shop" not in boss.get("/admin/").content.decode()


def test_a_step_saves_the_setting_itself_and_leads_on(boss: Client) -> None:
    answer = boss.post("/admin/set-up/shop/", SHOP)
    assert (answer.status_code, answer.url) == (302, "/admin/set-up/contact/")
    shop = ShopSettings.load()
    assert (shop.name, shop.accent) == ("Herbata", "#0b6e4f")
    assert states(User.objects.get(email="boss@example.com"))["shop"] == "done"


def test_a_step_leaves_the_other_fields_of_its_setting_alone(boss: Client) -> None:
    ShopSettings.objects.update_or_create(pk=ShopSettings.load().pk, defaults={"phone": "+48 22 000 00 00"})
    boss.post("/admin/set-up/shop/", SHOP)
    assert ShopSettings.objects.get().phone == "+48 22 000 00 00"


def test_bad_input_is_refused_with_words_and_loses_nothing(boss: Client) -> None:
    page = boss.post("/admin/set-up/shop/", {**SHOP, "accent": "green"}).content.decode()
    assert "Write a colour like" in page
    assert "Herbata" in page
    assert ShopSettings.load().name == "Aftercare"


def test_what_is_saved_in_the_menus_own_form_counts(boss: Client) -> None:
    seller = SellerSettings.load()
    for name in ("legal_name", "vat_number", "street", "postcode", "city"):
        setattr(seller, name, "12-345")
    seller.save()
    assert states(User.objects.get(email="boss@example.com"))["seller"] == "done"


def test_a_setting_that_is_fine_as_it_came_waits_for_a_look(boss: Client) -> None:
    user = User.objects.get(email="boss@example.com")
    assert states(user)["law"] == "open"
    law = LawSettings.load()
    boss.post("/admin/set-up/law/", {"partial_delivery": law.partial_delivery, "business_answer_days": "10"})
    assert states(user)["law"] == "done"
    assert LawSettings.objects.get().business_answer_days == 10


def test_a_step_is_put_off_and_taken_up_again(boss: Client) -> None:
    user = User.objects.get(email="boss@example.com")
    assert boss.post("/admin/set-up/seller/say/", {"said": "later"}).url == "/admin/set-up/returns/"
    assert states(user)["seller"] == "later"
    assert boss.post("/admin/set-up/seller/say/", {"said": "again"}).url == "/admin/set-up/seller/"
    assert states(user)["seller"] == "open"


@pytest.mark.parametrize("path", ["nonsense/", "nonsense/say/", "shop/say/"])
def test_nonsense_is_not_found(boss: Client, path: str) -> None:
    assert boss.post(f"/admin/set-up/{path}", {"said": "nonsense"}).status_code == 404


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_every_step_opens_and_works_without_scripts(boss: Client, step: Any) -> None:
    page = boss.get(f"/admin/set-up/{step.slug}/").content.decode()
    assert str(step.title) in page
    assert 'method="post"' in page.lower()
    assert 'name="said"' in page


def test_an_operator_takes_the_steps_that_are_hers(as_user: Any, olga: User) -> None:
    client = as_user(olga)
    assert client.get("/admin/set-up/").status_code == 200
    assert client.get("/admin/set-up/seller/").status_code == 200
    assert "team" not in states(olga)
    assert client.get("/admin/set-up/team/").status_code == 302


def test_agents_and_editors_find_nothing_to_set_up(as_user: Any, mia: User, eva: User) -> None:
    for user in (mia, eva):
        client = as_user(user)
        assert "/admin/set-up/" not in client.get("/admin/").content.decode()
        for path in ("", "shop/", "mail/"):
            assert client.get(f"/admin/set-up/{path}").status_code == 302
        client.post("/admin/set-up/shop/", SHOP)
        client.post("/admin/set-up/mail/", {"to": "anna@example.com"})
    assert ShopSettings.load().name == "Aftercare"
    assert not django_mail.outbox


def test_progress_costs_the_same_however_much_is_done(boss: Client, django_assert_max_num_queries: Any) -> None:
    boss.get("/admin/set-up/")
    with django_assert_max_num_queries(30):
        boss.get("/admin/set-up/")


# --- Mail ------------------------------------------------------------------------------------


def test_a_test_mail_really_goes_out_and_is_a_row(boss: Client) -> None:
    page = boss.post("/admin/set-up/mail/", {"to": "boss@example.com"}).content.decode()
    assert "The server took the mail" in page
    assert [each.to for each in django_mail.outbox] == [["boss@example.com"]]
    assert Mail.objects.get(kind="test_mail").state == "sent"
    assert SetupStep.objects.get(slug="mail").state == "done"


def test_an_impossible_address_is_refused_with_words(boss: Client) -> None:
    assert "valid email" in boss.post("/admin/set-up/mail/", {"to": "boss@@example"}).content.decode()
    assert not django_mail.outbox


def test_nobodys_mailbox_is_flooded_with_tests(boss: Client) -> None:
    pages = [boss.post("/admin/set-up/mail/", {"to": "x@example.com"}).content.decode() for _ in range(11)]
    assert "several mails within the hour" in pages[-1]
    assert len(django_mail.outbox) == 10


@pytest.fixture
def server(settings: Any) -> Iterator[Any]:
    """A mail server of a few words; `answers` says what it replies to which command."""
    listener = socket.create_server(("127.0.0.1", 0))
    answers: dict[str, str] = {"DATA": "354 go on", ".": "250 2.0.0 queued as 4711", "EHLO": "250 mail.test"}

    def serve() -> None:
        try:
            client, _address = listener.accept()
        except OSError:
            return
        with client, client.makefile("rwb") as lines:
            lines.write(b"220 mail.test\r\n")
            lines.flush()
            in_data = False
            for line in lines:
                word = line.decode().strip().split(" ")[0].upper() if line.strip() else ""
                if in_data and word != ".":
                    continue
                in_data = word == "DATA"
                lines.write((answers.get(word, "250 fine") + "\r\n").encode())
                lines.flush()
                if word == "QUIT":
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    settings.MAIL_TRANSPORT = {
        "backend": "django.core.mail.backends.smtp.EmailBackend",
        "host": "127.0.0.1",
        "port": listener.getsockname()[1],
    }
    yield answers
    listener.close()
    thread.join(5)


def test_what_the_server_answered_is_told_in_its_own_words(boss: Client, server: Any) -> None:
    assert "250 2.0.0 queued as 4711" in boss.post("/admin/set-up/mail/", {"to": "b@example.com"}).content.decode()


def test_a_refusal_is_told_and_the_step_stays_open(boss: Client, server: Any) -> None:
    server["RCPT"] = "550 5.1.1 no such <b>mailbox</b>"
    page = boss.post("/admin/set-up/mail/", {"to": "b@example.com"}).content.decode()
    assert "refuses the recipient: 550 5.1.1 no such &lt;b&gt;mailbox&lt;/b&gt;" in page
    assert not SetupStep.objects.filter(slug="mail").exists()
    assert Mail.objects.get(kind="test_mail").state == "dead"


def test_a_server_that_is_not_there_is_named(boss: Client, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.MAIL_TRANSPORT = {
        "backend": "django.core.mail.backends.smtp.EmailBackend", "host": "127.0.0.1", "port": port,
    }  # fmt: skip
    page = boss.post("/admin/set-up/mail/", {"to": "b@example.com"}).content.decode()
    assert f"Nothing listens at 127.0.0.1:{port}" in page


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b"5.7.8 bad\x1b[31m"),
            "refused the name or the password: 535 5.7.8 bad",
        ),
        (smtplib.SMTPSenderRefused(553, b"not yours", "a@example.com"), "refuses the sender (MAIL_FROM): 553"),
        (smtplib.SMTPServerDisconnected("gone"), "hung up"),
        (socket.gaierror("x"), "Nobody knows the host"),
        (TimeoutError(), "does not answer"),
        (RuntimeError("password=hunter2"), "It failed: RuntimeError"),
    ],
)
def test_each_reason_has_a_sentence(settings: Any, error: Exception, words: str) -> None:
    settings.MAIL_TRANSPORT = {"backend": "x", "host": "mail.test", "port": 587, "password": "hunter2"}
    said = mail_test.reason_of(error)
    assert words in said
    assert "hunter2" not in said
    assert "\x1b" not in said


# --- Orders and people -----------------------------------------------------------------------


def test_the_last_deliveries_stand_beside_the_doors(boss: Client, settings: Any) -> None:
    settings.WEBHOOK_SECRETS = {"shopify": ["x" * 32]}
    Envelope.objects.create(
        source="shopify", delivery_id="1", topic="orders/create", sha256="0", body=b"Anna Nowak", state="dead",
        error="No number", received_at=timezone.now(),
    )  # fmt: skip
    page = boss.get("/admin/set-up/orders/").content.decode()
    assert "orders/create" in page
    assert "Could not be taken in: No number" in page
    assert "set WOOCOMMERCE_WEBHOOK_SECRETS on the server" in page
    assert "set SHOPIFY_WEBHOOK_SECRETS" not in page
    assert "Anna Nowak" not in page


def test_the_first_agent_gets_a_mail_with_the_way_in(boss: Client) -> None:
    agents = Group.objects.get(name="Agents")
    form = {"email": "Nina@Example.com", "name": "Nina", "language": "pl", "groups": [agents.pk], "is_superuser": "on"}
    assert boss.post("/admin/set-up/team/", form).status_code == 302
    nina = User.objects.get(email="nina@example.com")
    assert (nina.is_staff, nina.is_superuser, nina.has_usable_password()) == (True, False, False)
    mail = Mail.objects.get(kind="staff_invitation")
    assert (mail.to, mail.language) == ("nina@example.com", "pl")
    assert "https://testserver/pl/account/login/" in mail.text
    assert states(User.objects.get(email="boss@example.com"))["team"] == "done"


def test_an_invitation_without_a_role_or_to_a_known_address_is_refused(boss: Client, anna: User) -> None:
    agents = Group.objects.get(name="Agents")
    boss.post("/admin/set-up/team/", {"email": "nina@example.com", "name": "Nina", "language": "en"})
    page = boss.post(
        "/admin/set-up/team/", {"email": "ANNA@example.com", "name": "A", "language": "en", "groups": [agents.pk]}
    )
    assert page.status_code == 200
    assert not User.objects.filter(email="nina@example.com").exists()
    assert not Mail.objects.filter(kind="staff_invitation").exists()
