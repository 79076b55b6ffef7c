"""What customers of the year said when they were asked how it went: rows as if each had been asked at its time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from portal.surveys.models import Answer, Invitation, SurveyKind
from portal.surveys.rules import PAUSE
from returns.models import Case

DAY = timedelta(days=1)
ANSWERING = 0.36
SCORES, WEIGHTS = (1, 2, 3, 4, 5, 6, 7), (3, 4, 5, 8, 20, 32, 28)
GLAD = {
    "en": ("Quick and kind, thank you.", "The article told me everything.", "Answered before I finished my coffee."),
    "pl": ("Szybko i uprzejmie, dziękuję.", "W artykule było wszystko.", "Odpowiedź przyszła w godzinę."),
    "ru": ("Быстро и вежливо, спасибо.", "В статье было всё, что нужно.", "Ответили в тот же час."),
}
SORRY = {
    "en": ("I had to write three times.", "It took a week to get my money back."),
    "pl": ("Musiałam pisać trzy razy.", "Na zwrot pieniędzy czekałem tydzień."),
    "ru": ("Пришлось писать три раза.", "Деньги вернули только через неделю."),
}
NOT_ASKED = (Case.Status.CANCELLED, Case.Status.MERGED)


def make_opinions(now: datetime) -> None:
    ended = Case.objects.filter(closed_at__lt=now - 4 * DAY, left_out="", survey=None).exclude(status__in=NOT_ASKED)
    asked = list(invitations(ended.select_related("customer").order_by("closed_at", "pk").iterator()))
    Invitation.objects.bulk_create(asked, batch_size=500)
    Answer.objects.bulk_create((answer(each) for each in asked if each.answered_at), batch_size=500)


def invitations(cases: Iterator[Case]) -> Iterator[Invitation]:
    last: dict[str, datetime] = {}
    for case in cases:
        at = (case.closed_at or case.opened_at) + DAY
        if case.email in last and at - last[case.email] < PAUSE:
            continue
        last[case.email] = at
        dice = Random(case.pk)  # noqa: S311 - the same demo every time
        answers = dice.random() < ANSWERING
        yield Invitation(
            kind=SurveyKind.CES, case=case, person=case.customer, email=case.email, language=case.language,
            state=Invitation.State.ASKED, created_at=at - DAY, asked_at=at, by_mail=True,
            answered_at=at + timedelta(minutes=dice.randint(5, 2800)) if answers else None,
        )  # fmt: skip


def answer(asked: Invitation) -> Answer:
    dice = Random(asked.case_id)  # noqa: S311 - the same demo every time
    score = dice.choices(SCORES, WEIGHTS)[0]
    words = (GLAD if score > 4 else SORRY).get(asked.language, GLAD["en"] if score > 4 else SORRY["en"])
    moment = asked.answered_at or asked.created_at
    return Answer(
        key=f"invitation-{asked.pk}", kind=asked.kind, score=score, invitation=asked, case=asked.case,
        word=dice.choice(words) if dice.random() < 0.4 else "",
        better=["speed"] if score < 4 else [],
        language=asked.language, asked_at=asked.asked_at or moment, answered_at=moment,
    )  # fmt: skip
