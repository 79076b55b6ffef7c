"""What a desk works with: opening hours, call-backs, canned replies, views of the list and a few rules."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from portal.accounts.models import User
from portal.callbacks.models import CallbackSettings
from portal.desk.models import Macro, MacroText, Rule, SavedView
from returns.models import AnswerTarget, Case, HelpOffer, OpeningHours, OpeningWeek, Tag, Team
from returns.models.hours import WEEKDAYS

WEEK = {**dict.fromkeys(WEEKDAYS[:5], "9-17"), WEEKDAYS[5]: "10-13"}
OFFERS_A_WEEK, HELD_OUT = 34, 0.1


class Reply(NamedTuple):
    name: str
    folder: str
    words: dict[str, str]
    tag: str = ""
    close: bool = False


REPLIES = (
    Reply(
        "photo",
        "Claims",
        {
            "en": "Hello {{ customer.first_name }},\n\ncould you send us a photo of the damage and one of the box?",
            "pl": "Dzień dobry, {{ customer.first_name }},\n\nczy możemy prosić o zdjęcie uszkodzenia i pudełka?",
            "ru": "Здравствуйте, {{ customer.first_name }}!\n\nПришлите, пожалуйста, фото повреждения и коробки.",
        },
    ),
    Reply(
        "asked carrier",
        "Parcels",
        {
            "en": "We have asked the carrier about {{ tracking }} and write to you by {{ due_day }}.",
            "pl": "Zapytaliśmy przewoźnika o paczkę {{ tracking }}, odezwiemy się do: {{ due_day }}.",
            "ru": "Мы спросили перевозчика о посылке {{ tracking }} и напишем вам до: {{ due_day }}.",
        },
        tag="carrier",
    ),
    Reply(
        "got it",
        "",
        {
            "en": "Your message is here. Somebody reads it as soon as we open.",
            "pl": "Mamy Twoją wiadomość. Przeczytamy ją, gdy tylko otworzymy.",
            "ru": "Ваше сообщение у нас. Мы прочитаем его, как только откроемся.",
        },
    ),
    Reply(
        "glad",
        "",
        {
            "en": "We are glad it works. Write to us whenever you need us.\n\n{{ agent.first_name }}",
            "pl": "Cieszymy się, że działa. W razie potrzeby jesteśmy do dyspozycji.\n\n{{ agent.first_name }}",
            "ru": "Рады, что всё получилось. Пишите, если что-то понадобится.\n\n{{ agent.first_name }}",
        },
        close=True,
    ),
)


def open_shop() -> None:
    """Before the first case: its promises are made in these hours. What an operator changed stays."""
    if OpeningHours.objects.exists():
        return
    hours = OpeningHours(pk=1)
    hours.weeks = [OpeningWeek(**WEEK)]
    hours.targets = [
        AnswerTarget(name="first_reply", within=Decimal(3)),
        AnswerTarget(name="first_reply", priority=Case.Priority.URGENT, within=Decimal(1)),
        AnswerTarget(name="next_reply", within=Decimal(4)),
    ]
    hours.save()
    CallbackSettings.objects.update_or_create(pk=1, defaults={"per_hour": 2})


def make_tools(now: datetime) -> None:
    """Once; colleagues, tags and teams are there."""
    if Macro.objects.exists():
        return
    macros = {reply.name: a_macro(reply) for reply in REPLIES}
    some_rules(macros)
    nina = User.objects.get(email="nina@example.com")
    for place, (name, query) in enumerate(
        (
            ("High priority", {"view": "open", "priority": "3", "ordering": "opened_at"}),
            ("По-русски", {"view": "open", "language": "ru"}),
        )
    ):
        SavedView.objects.create(owner=nina, name=name, is_shared=True, query=query, position=place)
    HelpOffer.objects.bulk_create(offers(now.date()), batch_size=500)


def a_macro(reply: Reply) -> Macro:
    macro = Macro.objects.create(name=reply.name, folder=reply.folder, close=reply.close)
    MacroText.objects.bulk_create(
        MacroText(macro=macro, language=language, body=body) for language, body in reply.words.items()
    )
    if reply.tag:
        macro.tags.set(Tag.objects.filter(name=reply.tag))
    return macro


def some_rules(macros: dict[str, Macro]) -> None:
    parcels = Team.objects.get(name="Parcels")
    late = Rule.objects.create(
        name="Late parcels go to Parcels", is_on=True, event=Rule.Event.OPENED, is_late=True, team=parcels, priority=3
    )
    late.tags.set(Tag.objects.filter(name="carrier"))
    Rule.objects.create(
        name="Nobody waits in silence at night",
        is_on=True,
        position=20,
        event=Rule.Event.OPENED,
        kinds=[Case.Kind.QUESTION],
        hours=Rule.Hours.CLOSED,
        macro=macros["got it"],
    )
    Rule.objects.create(
        name="Invoices", position=30, event=Rule.Event.OPENED, words="invoice\nfaktur\nсчёт", priority=1
    )


def offers(today: date) -> list[HelpOffer]:
    """Forms of a year: articles were shown beside nine of ten, and saved about one question in five."""
    dice = Random(4)  # noqa: S311 -- a story, not a secret
    found = []
    for _ in range(52 * OFFERS_A_WEEK):
        held_out = dice.random() < HELD_OUT
        solved = not held_out and dice.random() < 0.11
        found.append(
            HelpOffer(
                day=today - timedelta(days=dice.randrange(1, 364)),
                kind=dice.choice(("question", "question", "question", "return", "delivery")),
                language=dice.choices(("pl", "en", "ru"), (7, 2, 1))[0],
                held_out=held_out,
                articles=[] if held_out else ["/help/parcels/where-is-my-parcel/"],
                solved=solved,
                asked=not solved and dice.random() < (0.68 if held_out else 0.55),
            )
        )
    return found
