"""The demo's sign-ins as rows."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from portal.accounts.models import User
from portal.demo.sign_ins import PASSWORD, SIGN_INS, SignIn


def make_people() -> dict[str, User]:
    """Every sign-in by its e-mail address, made or put back as printed."""
    return {person.email: make_person(person) for person in SIGN_INS}


def make_person(person: SignIn) -> User:
    staff = bool(person.groups) or person.operator
    user, made = User.objects.update_or_create(
        email=person.email,
        defaults={
            "name": person.name,
            "language": person.language,
            "is_staff": staff,
            "is_superuser": person.operator,
        },
    )
    if made or not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in person.groups])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user
