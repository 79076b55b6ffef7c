"""Is the log of withdrawals as it was written? Exit code 0 says yes; 1 says where it breaks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from returns.models import Withdrawal
from returns.withdrawing.verifying import faults


class Command(BaseCommand):
    help = "Checks the chain of withdrawals from the first to the last and says where it breaks; changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(faults())
        for sentence in broken:
            self.stderr.write(self.style.ERROR(sentence))
        if broken:
            raise CommandError(f"The log of withdrawals is not as it was written: {len(broken)}.")
        last = Withdrawal.objects.order_by("-position").first()
        erased = Withdrawal.objects.exclude(erased_at=None).count()
        self.stdout.write(f"{last.position if last else 0} withdrawals, unbroken; the words of {erased} are erased.")
        if last:
            self.stdout.write(f"The last one: {last.moment} {last.hash}")
