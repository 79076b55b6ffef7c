"""A link that puts an order into the account of whoever opens it, for the shop's own mail or chat."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.urls import reverse

from orders.finding.actions import claim_token
from orders.models import Order


class Command(BaseCommand):
    help = "Prints a link that adds an order to the account of whoever opens it, for 30 days, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the order's number, or its address in the portal")

    def handle(self, *args: Any, number: str, **options: Any) -> None:
        found = list(Order.objects.filter(Q(number=number) | Q(slug=number)).only("pk", "slug", "customer")[:3])
        if not found:
            raise CommandError(f"There is no order {number}.")
        if len(found) > 1:
            raise CommandError(
                f"More than one order is {number}: {', '.join(order.slug for order in found)}. Say which."
            )
        if found[0].customer_id:
            raise CommandError(f"Order {number} is in an account already.")
        self.stdout.write(settings.SITE_URL + reverse("finding:claim", args=[claim_token(found[0])]))
