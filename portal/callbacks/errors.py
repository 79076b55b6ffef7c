from django.utils.translation import gettext_lazy as _

from returns.errors import Refused


class SlotTaken(Refused):
    message = _("Somebody else has just taken this time. Please choose another one.")


class CallIsOver(Refused):
    message = _("This call is over or was cancelled.")
