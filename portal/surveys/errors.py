from django.utils.translation import gettext_lazy as _


class NotOpen(Exception):
    """The question was never asked, is over, or knows no such answer. Its text can be shown."""

    text = _("This question is not open any more.")

    def __str__(self) -> str:
        return str(self.text)
