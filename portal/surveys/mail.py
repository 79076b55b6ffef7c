"""The mail that asks: one question in the reader's language. Its links open the page and record nothing."""

from typing import Any

from django.utils.translation import override

from portal.accounts.models import User
from portal.notifications.actions import queue_mail
from portal.notifications.choices import headers_of
from portal.notifications.compose import page_url
from portal.notifications.models import Mail
from portal.notifications.optional import first_name, queue_news
from portal.surveys.models import Invitation
from portal.surveys.wording import ends, lead, question, scale


def write(invitation: Invitation) -> bool:
    """Whether a mail goes: a switch that was turned meanwhile stops it."""
    key, person, facts = f"survey-{invitation.pk}", invitation.person, facts_of(invitation)
    if isinstance(person, User):
        mail = queue_news("survey", person, facts, dedupe_key=key)
        return mail.state != Mail.State.UNWANTED
    queue_mail(
        "survey",
        invitation.email,
        invitation.language,
        facts,
        dedupe_key=key,
        headers=headers_of(facts["no_more_url"]),
    )
    return True


def facts_of(invitation: Invitation) -> dict[str, Any]:
    case, person, language = invitation.case, invitation.person, invitation.language
    url = page_of(invitation)
    with override(language):
        return {
            "name": first_name(person),
            "kind": invitation.kind,
            "reference": case.reference if case else "",
            "about": case.subject or case.get_kind_display() if case else "",
            "question": question(invitation.kind),
            "lead": lead(invitation.kind),
            "ends": tuple(str(end) for end in ends(invitation.kind)),
            "choices": [(score, str(label), f"{url}?score={score}") for score, label in scale(invitation.kind)],
            "url": url,
            # People with an account have a switch of their own, told in every mail's foot.
            "no_more_url": "" if person else page_url("surveys:stop", language, token=invitation.token),
        }


def page_of(invitation: Invitation) -> str:
    return page_url("surveys:survey", invitation.language, token=invitation.token)
