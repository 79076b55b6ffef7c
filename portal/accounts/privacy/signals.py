"""News of people's own data, for whoever writes the mails.

export_ready: request (DataRequest), after commit
request_asked: request, token (str): sent within the transaction; the token stands nowhere else
has_account: email, language: asked as a guest, and there is an account under the address
erasure_planned: request, day (date), after commit
erasure_stopped: request, after commit
person_erased: email, language, kept ({reason: count}), key (UUID): within the transaction that erases
account_idle: user, goes_date, after commit
"""

from django.dispatch import Signal

export_ready = Signal()
request_asked = Signal()
has_account = Signal()
erasure_planned = Signal()
erasure_stopped = Signal()
person_erased = Signal()
account_idle = Signal()
