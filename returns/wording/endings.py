"""How a customer ends a case herself: what the page offers, what it means, what we say when it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from returns.wording.shape import Text


@dataclass(frozen=True)
class Ending:
    verb: str
    title: Text
    meaning: Text
    button: Text
    # With the case's %(number)s.
    done: Text
    takes_back: bool = True


ENDINGS = {
    ("return", "cancel"): Ending(
        "cancel",
        _("Cancel this return"),
        _("You keep the items. You can start another return as long as the time to return them lasts."),
        _("Cancel the return"),
        _("Done. Return %(number)s is cancelled, you keep the items."),
    ),
    ("complaint", "cancel"): Ending(
        "cancel",
        _("Take the complaint back"),
        _("Only if everything is fine after all: we then stop working on it. A new fault is a new complaint."),
        _("Take it back"),
        _("Done. Complaint %(number)s is taken back."),
    ),
    ("guarantee", "cancel"): Ending(
        "cancel",
        _("Take the claim back"),
        _("We then stop working on it. While the guarantee lasts you can claim it again."),
        _("Take it back"),
        _("Done. Claim %(number)s is taken back."),
    ),
    ("question", "close"): Ending(
        "close",
        _("My question is settled"),
        _("You can open it again at any time: just write here."),
        _("Close the case"),
        _("Done. Case %(number)s is closed."),
        takes_back=False,
    ),
}
