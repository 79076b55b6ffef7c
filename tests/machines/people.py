"""Run on one of the machines (manage.py shell's place): what an editor, accounting and the shop do there."""

import os
import sys
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from kb.models import ArticlePage  # noqa: E402
from orders.actions import issue_invoice, save_order  # noqa: E402
from orders.ingest import generic  # noqa: E402
from orders.models import Order, SellerSettings  # noqa: E402
from portal.notifications.actions import store_mail  # noqa: E402
from portal.notifications.tasks import send_mail  # noqa: E402
from tests.conftest import make_user  # noqa: E402
from tests.faults.invoice import taxed  # noqa: E402
from tests.kb.makers import make_article, make_topic  # noqa: E402
from tests.orders.makers import PLACED  # noqa: E402

NUMBER = "1001"


def people() -> str:
    """A shop with two customers, an article and an order. Says where the article is."""
    anna, _ben = make_user("anna@example.com", "Anna Nowak"), make_user("ben@example.com", "Ben Kowal")
    seller = SellerSettings.load()
    seller.legal_name, seller.vat_number, seller.city = "Dom i Ogród sp. z o.o.", "PL5265877635", "Łódź"
    seller.save()
    # Without the tax of each line its invoice would be held, and rightly.
    order, _outcome = save_order(generic.parse(taxed(NUMBER)))
    order.customer = anna
    order.save(update_fields=["customer"])
    return str(make_article(make_topic("Goods"), "Where is it?", short_answer="In the first edition.").get_url())


def publish(words: str) -> str:
    article = ArticlePage.objects.get(title="Where is it?")
    article.short_answer = words
    article.save_revision().publish()
    return words


def mails(count: str) -> str:
    """Each is queued twice, as by a tick that comes while a worker is slow."""
    for number in range(int(count)):
        mail = store_mail(to=f"n{number}@example.com", subject=f"Mail {uuid4()}", text="Hello", kind="other")
        send_mail.enqueue(mail.pk)
    return str(timezone.now())


def invoice() -> str:
    return issue_invoice(Order.objects.get(slug=NUMBER), "FV/2026/11/0042", PLACED.date(), "pl").slug


def main() -> None:
    name, *said = sys.argv[1:]
    print({"people": people, "publish": publish, "mails": mails, "invoice": invoice}[name](*said))  # noqa: T201


if __name__ == "__main__":
    main()
