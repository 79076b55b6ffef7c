"""News of finding, sent within its transaction: what a receiver writes is kept with it, or neither is.

order_found: order (Order), token (str, opens it once), expires_at (datetime), email, language
order_not_found: number (str, as typed), email, language
order_claimed: order (Order), user: it is in this account now, and its own address should hear of it
"""

from django.dispatch import Signal

order_found = Signal()
order_not_found = Signal()
order_claimed = Signal()
