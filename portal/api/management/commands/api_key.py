"""Makes a key for a shop and prints it once."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.api.keys import make_key
from portal.api.models import ApiKey


class Command(BaseCommand):
    help = "Makes an API key for a shop and prints it. It is not kept anywhere else: copy it now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="the shop its orders belong to, like woocommerce")
        parser.add_argument("name", help="who will use it")
        parser.add_argument(
            "--scope",
            action="append",
            choices=ApiKey.Scope.values,
            help="what it may do; may be given several times; without it: everything",
        )

    def handle(self, *args: Any, source: str, name: str, scope: list[str] | None, **options: Any) -> None:
        try:
            _key, secret = make_key(name, source, scope or ApiKey.Scope.values)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(secret)
        self.stderr.write("Copy the key now: only its hash is kept, and nobody can show it again.")
