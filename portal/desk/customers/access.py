"""Who a customer's page is about: an account, or an address without one; and how an address stands in a link."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from orders.models import Order
from portal.accounts.models import User, normal_email
from returns.models import Case

# No address of a person in an address of a page: those are written down in many places.
ADDRESS = Signer(salt="portal.desk.customers")


@dataclass(frozen=True, slots=True)
class Person:
    """addresses: the confirmed ones of an account, or the one of a guest; in lower case."""

    user: User | None
    addresses: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.user.get_full_name() if self.user else self.addresses[0]

    @property
    def url(self) -> str:
        return url_of(self.user.pk if self.user else None, self.addresses[0] if self.addresses else "")

    def owns(self, owner: str = "customer", address: str = "email") -> Q:
        """Rows of the account; of an address only what is in nobody's account."""
        mine = Q(**{owner: None, f"{address}__in": self.addresses})
        return Q(**{owner: self.user}) | mine if self.user else mine


def url_of(user_id: int | None, email: str) -> str:
    if user_id is not None:
        return reverse("desk:customer", args=[user_id])
    return reverse("desk:guest", args=[ADDRESS.sign_object([normal_email(email)])])


def get_customer(pk: int) -> Person:
    """Raises Http404 for staff as for nobody: colleagues are no customers."""
    user = User.objects.filter(pk=pk, is_staff=False).first()
    if user is None:
        raise Http404
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return Person(user, tuple(sorted(normal_email(each) for each in verified)))


def get_guest(signed: str) -> Person:
    """Raises Http404 for an address of which we know nothing."""
    try:
        (email,) = ADDRESS.unsign_object(signed)
    except (BadSignature, ValueError, TypeError):
        raise Http404 from None
    person = Person(None, (str(email),))
    if not (Case.objects.filter(person.owns()).exists() or Order.objects.filter(person.owns()).exists()):
        raise Http404
    return person
