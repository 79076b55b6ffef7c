"""The account itself: who she is, her addresses, how she signs in and where she is signed in."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import ModelLogEntry

from portal.accounts.models import PrivacySettings, User
from portal.accounts.privacy.records import Fact, Part, Record, record, records
from portal.accounts.privacy.registry import Area, Fate, Goes, Keep
from portal.accounts.privacy.subject import Subject

USER = Part("accounts.User", frozenset({"is_superuser", "is_staff", "is_active"}))
ADDRESS = Part("account.EmailAddress")
SESSION = Part("usersessions.UserSession", frozenset({"session_key", "data"}))
# The secret of a second step is hers, but in a file it would open the account to whoever finds the file.
FACTOR = Part("mfa.Authenticator", frozenset({"data"}))


class AccountArea(Area):
    name = "account"
    title = pgettext_lazy("area of data", "Your account")
    text = _("Your name, language, addresses, second steps and the devices you are signed in on.")
    turn = 90
    fates: ClassVar = {
        "accounts.User": Fate.GOES,
        "account.EmailAddress": Fate.GOES,
        "account.EmailConfirmation": Fate.GOES,
        "usersessions.UserSession": Fate.GOES,
        "mfa.Authenticator": Fate.GOES,
        "accounts.IdleNotice": Fate.GOES,
    }

    def records(self, subject: Subject) -> Iterator[Record]:
        user = subject.user
        if user is None:
            return
        below = (
            ("addresses", _("E-mail addresses"), ADDRESS, EmailAddress.objects.filter(user=user)),
            ("devices", _("Devices"), SESSION, UserSession.objects.filter(user=user)),
            ("second_steps", _("Second step"), FACTOR, Authenticator.objects.filter(user=user)),
        )
        facts = [*record(USER, user), Fact("has_password", "", user.has_usable_password())]
        yield [*facts, *(Fact(key, label, None, rows=list(records(part, rows))) for key, label, part, rows in below)]

    def goes(self, subject: Subject) -> Iterable[Goes]:
        if subject.user is None:
            return
        yield Goes(_("your name, addresses, password and second steps"), 1)
        yield Goes(_("devices you are signed in on"), UserSession.objects.filter(user=subject.user).count())

    def erase(self, subject: Subject, terms: PrivacySettings, now: datetime) -> Iterable[Keep]:
        user = subject.user
        if user is None:
            return ()
        keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        _forget_in_the_log(user)
        user.delete()
        return ()


def _forget_in_the_log(user: User) -> None:
    """What staff did to the account stays in their log, without whose it was."""
    kind = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(label="–", data={})
