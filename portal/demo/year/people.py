"""Customers of the year, and colleagues at the desk. Nobody here has a password."""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from portal.accounts.models import User
from returns.models import Team


class Person(NamedTuple):
    name: str
    email: str
    language: str


POLISH = (
    ("Zofia", "Hanna", "Maria", "Julia", "Alicja", "Oliwia", "Magda", "Ewa", "Karolina", "Iga"),
    ("Zielińska", "Wójcik", "Lewandowska", "Mazur", "Krawczyk", "Dudek", "Wieczorek", "Król"),
)
ENGLISH = (
    ("Emma", "Oliver", "Sophie", "Liam", "Grace", "Noah", "Ruth", "Peter"),
    ("Meyer", "Walsh", "Novak", "Berger", "Dale", "Hughes"),
)
RUSSIAN = (("Елена", "Ольга", "Мария", "Татьяна", "Анна", "Вера"), ("Иванова", "Морозова", "Волкова", "Лебедева"))
# Colleagues of Mia; they sign in with a code by mail, which the demo's mailbox shows.
COLLEAGUES = (
    ("nina@example.com", "Nina Wrona", "pl", ("Agents", "Senior agents"), "Parcels"),
    ("pawel@example.com", "Paweł Sowa", "pl", ("Agents",), "Parcels"),
    ("vera@example.com", "Вера Климова", "ru", ("Agents",), "Claims"),
)
MIAS_TEAM = "Claims"


def customers() -> list[Person]:
    """About a hundred, two of three of them Polish."""
    found: list[Person] = []
    for language, (first, last) in (("pl", POLISH), ("en", ENGLISH), ("ru", RUSSIAN)):
        for one in first:
            for place, other in enumerate(last):
                if (len(one) + place) % (1 if language == "pl" else 2) == 0:
                    found.append(Person(f"{one} {other}", f"{language}{len(found)}@example.net", language))
    return found


def make_accounts(people: list[Person]) -> dict[str, User]:
    """Two of three have an account. By address."""
    known = set(User.objects.values_list("email", flat=True))
    fresh = [
        User(email=person.email, name=person.name, language=person.language, password="!")  # noqa: S106 -- none
        for place, person in enumerate(people)
        if place % 3 and person.email not in known
    ]
    User.objects.bulk_create(fresh)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in fresh
    )
    return {user.email: user for user in User.objects.filter(email__in=[person.email for person in people])}


def make_colleagues() -> list[User]:
    """Those who answer, Mia first; each in a team."""
    mia = User.objects.get(email="mia@example.com")
    Team.objects.get_or_create(name=MIAS_TEAM)[0].members.add(mia)
    found = [mia]
    for email, name, language, groups, team in COLLEAGUES:
        user, is_new = User.objects.get_or_create(
            email=email, defaults={"name": name, "language": language, "is_staff": True}
        )
        if is_new:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        user.groups.set(Group.objects.filter(name__in=groups))
        Team.objects.get_or_create(name=team)[0].members.add(user)
        found.append(user)
    return found
