"""News of passports, sent after commit.

period_ends_soon: reminder (returns.models.PassportReminder), once for each end of a period
"""

from django.dispatch import Signal

period_ends_soon = Signal()
