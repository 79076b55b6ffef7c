"""Collects texts; also those under the names that stand beside `_` where a file needs both kinds of gettext."""

from django.core.management.commands.makemessages import Command as Collect


class Command(Collect):
    xgettext_options = [*Collect.xgettext_options, "--keyword=_now", "--keyword=_t"]  # noqa: RUF012 - as Django has it
