"""Cases, files, papers, offers and conversations: what their doors let whom have."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from orders.models import OrderLink
from portal.callbacks.models import Callback
from portal.callbacks.tokens import callback_of, token_of
from portal.live import door as live
from portal.proactive.access import get_nudge
from portal.proactive.models import Nudge
from portal.surveys.door import invitation_of
from returns import access as returns
from returns.complaints.access import get_decision
from returns.logistics.access import get_case_to_read, get_label
from returns.models import Attachment, Case, Decision, Draft, Message, ReturnLabel, Upload
from returns.rules import Role
from returns.starting.access import drafts_of, get_draft
from tests.house.access.asking_doors import NOBODY, asking, let_in, person, refused, undone
from tests.house.access.conftest import House
from tests.returns.makers import make_question


def cases_are_their_owners_and_agents(house: House) -> None:
    with undone():
        a, b, m, e = (person(house, letter) for letter in "ABME")
        case = Case.objects.get(reference=house.world.anna.places["case"])
        nobodys = Case.objects.get(reference=make_question(b, now=timezone.now()).reference)
        Case.objects.filter(pk=nobodys.pk).update(customer=None)
        nobodys.refresh_from_db()
        assert case in returns.cases_of(a)
        assert case not in returns.cases_of(b)
        assert returns.get_case(a, case.reference) == case
        assert refused(returns.get_case, b, case.reference)
        assert refused(returns.get_case, m, case.reference), "at her work, not as its customer"
        assert returns.get_case_to_work(m, case.reference) == case
        for user in (a, b, e, *NOBODY):
            assert refused(returns.get_case_to_work, user, case.reference)
            assert not returns.cases_to_work(user).exists()
        unsigned = SimpleNamespace(pk=a.pk, is_authenticated=False, has_perm=lambda perm, row=None: False)
        for somebody in (*NOBODY, unsigned):
            assert not returns.cases_of(somebody).exists()
            assert refused(returns.get_case, somebody, nobodys.reference)
            assert returns.role_of(somebody, nobodys) is None
            assert returns.role_of(somebody, case) is None
            assert not returns.uploads_of(somebody, uuid4()).exists()
            assert not drafts_of(somebody, timezone.now()).exists()
            assert refused(get_case_to_read, somebody, case.reference)
        assert [returns.role_of(user, case) for user in (a, b, m, e)] == [Role.CUSTOMER, None, Role.AGENT, None]
        Case.objects.filter(pk=case.pk).update(customer=m)
        case.refresh_from_db()
        assert returns.role_of(m, case) is Role.CUSTOMER
        assert refused(returns.member, asking(AnonymousUser()))
        assert returns.member(asking(a)) == a


def uploads_and_drafts_are_whose_they_are(house: House) -> None:
    with undone():
        a, b, now = person(house, "A"), person(house, "B"), timezone.now()
        key = uuid4()
        kept = [
            Upload.objects.create(
                owner=owner, key=each, name="a.jpg", content_type="image/jpeg", size=1, file="x", sha256="0" * 64,
                created_at=now,
            )
            for owner, each in ((a, key), (a, uuid4()), (b, uuid4()))
        ]  # fmt: skip
        assert list(returns.uploads_of(a, key)) == kept[:1]
        assert not returns.uploads_of(b, key).exists()
        assert not returns.uploads_of(a, uuid4()).exists()
        draft = Draft.objects.get(key=house.world.anna.places["draft"])
        assert get_draft(a, draft.key, now) == draft
        assert refused(get_draft, b, draft.key, now)
        assert refused(get_draft, a, uuid4(), now)
        assert refused(get_draft, a, draft.key, draft.expires_at + timedelta(minutes=1))


def files_are_for_who_sees_their_case(house: House) -> None:
    with undone():
        a, b, m = (person(house, letter) for letter in "ABM")
        case = Case.objects.get(reference=house.world.anna.places["case"])
        pk, other = int(house.world.anna.places["file"]), house.world.ben.places["case"]
        assert returns.get_attachment(a, case.reference, pk).pk == pk
        assert returns.get_attachment(m, case.reference, pk).pk == pk
        for user in (b, *NOBODY):
            assert refused(returns.get_attachment, user, case.reference, pk)
        for user in (a, m):
            assert refused(returns.get_attachment, user, other, pk)
            assert refused(returns.get_attachment, user, case.reference, 987654321)
        said = Message.objects.filter(case=case).first() or Message.objects.create(
            case=case, author=Role.AGENT, body="x", written_at=timezone.now(), key=uuid4()
        )
        for internal in (False, True):
            Message.objects.filter(pk=said.pk).update(internal=internal)
            Attachment.objects.filter(pk=pk).update(message=said)
            assert let_in(returns.get_attachment, a, case.reference, pk) is not internal
            assert let_in(returns.get_attachment, m, case.reference, pk)
            assert returns.is_internal(Attachment.objects.get(pk=pk)) is internal
        Case.objects.filter(pk=case.pk).update(customer=m)
        assert refused(returns.get_attachment, m, case.reference, pk), "she is the customer here"
        Attachment.objects.filter(pk=pk).update(message=None)
        assert let_in(returns.get_attachment, m, case.reference, pk)


def papers_are_for_the_owner_and_agents(house: House) -> None:
    with undone():
        a, b, m, e = (person(house, letter) for letter in "ABME")
        case = Case.objects.get(reference=house.world.anna.places["case"])
        decision = Decision.objects.get(pk=house.world.anna.places["decision"])
        for user, allowed in ((a, True), (m, True), (b, False), (e, False)):
            assert let_in(get_case_to_read, user, case.reference) is allowed
            assert let_in(get_label, user, case.reference) is allowed
            assert let_in(get_decision, user, case.reference, decision.pk) is allowed
        for user in (a, m):
            assert refused(get_decision, user, house.world.ben.places["case"], decision.pk)
            assert refused(get_decision, user, case.reference, int(house.world.ben.places["decision"]))
        assert refused(get_case_to_read, a, house.world.ben.places["case"])
        assert refused(get_case_to_read, m, "R-000000")
        ReturnLabel.objects.filter(case=case).update(replaced_at=timezone.now())
        assert refused(get_label, a, case.reference)
        Decision.objects.filter(pk=decision.pk).update(file="")
        assert refused(get_decision, a, case.reference, decision.pk)
        assert refused(get_decision, m, case.reference, decision.pk)


def offers_are_for_whom_they_were_made(house: House) -> None:
    with undone():
        a, b = person(house, "A"), person(house, "B")
        own = Nudge.objects.get(pk=house.world.anna.places["nudge"])
        assert get_nudge(asking(a), own.pk) == own
        for user in (b, AnonymousUser()):
            assert refused(get_nudge, asking(user), own.pk)
            assert refused(get_nudge, asking(user), 987654321)
        order, link = house.world.order, OrderLink.objects.latest("pk")
        link = OrderLink.objects.filter(order=order).latest("pk")
        Nudge.objects.filter(pk=own.pk).update(person=None, order=order, email=order.email.strip().lower())
        opened = {order.slug: link.pk}
        assert get_nudge(asking(AnonymousUser(), opened=opened), own.pk) == own
        assert get_nudge(asking(b, opened=opened), own.pk) == own, "signed in, and with the link to this order"
        for user in (AnonymousUser(), b, a):
            assert refused(get_nudge, asking(user, opened={}), own.pk)
        assert refused(get_nudge, asking(AnonymousUser(), opened=opened), own.pk + 1)
        Nudge.objects.filter(pk=own.pk).update(person=b)
        assert refused(get_nudge, asking(AnonymousUser(), opened=opened), own.pk)
        Nudge.objects.filter(pk=own.pk).update(person=None, order=None)
        assert refused(get_nudge, asking(AnonymousUser(), opened=opened), own.pk)


def conversations_are_their_parties(house: House) -> None:
    with undone():
        a, b, m = (person(house, letter) for letter in "ABM")
        case = Case.objects.get(reference=house.world.anna.places["question"])
        assert live.party(asking(a), case.reference).user == a
        for user in (b, m, AnonymousUser()):
            assert refused(live.party, asking(user), case.reference)
        assert live.key_of(case) == case.reference
        assert refused(live.party, asking(AnonymousUser()), live.guest_key(case)), "it is in an account"
        Case.objects.filter(pk=case.pk).update(customer=None)
        case.refresh_from_db()
        key = live.key_of(case)
        assert ":" in key
        assert live.party(asking(AnonymousUser()), key).case == case
        assert live.party(asking(b), key).user is None
        forged = signing.dumps(case.submission_key.hex, salt="another")
        unknown = signing.dumps(uuid4().hex, salt=live.SALT)
        for wrong in (key[:-1] + ("A" if key[-1] != "A" else "B"), forged, unknown, "a:b", "\0", case.reference):
            assert refused(live.party, asking(AnonymousUser()), wrong)
        assert refused(live.member, asking(AnonymousUser()))
        heard = asking(m, path=f"/?case={case.reference}")
        heard.session = SimpleNamespace(session_key="s")
        assert (live.ear_of_agent(heard).case, live.ear_of_agent(heard).is_agent) == (case.pk, True)
        Case.objects.filter(pk=case.pk).update(customer=m)
        assert live.ear_of_agent(heard).case is None
        heard = asking(m)
        heard.session = SimpleNamespace(session_key="s")
        assert live.ear_of_agent(heard).case is None
        heard = asking(m, path="/?case=R-000000")
        heard.session = SimpleNamespace(session_key="s")
        assert refused(live.ear_of_agent, heard)
        for user in (a, AnonymousUser()):
            assert refused(live.ear_of_agent, asking(user), kind=PermissionDenied)


def links_of_mails_open_one_thing(house: House) -> None:
    call = Callback.objects.get(pk=house.world.anna.places["callpk"])
    other = Callback.objects.get(pk=house.world.ben.places["callpk"])
    assert callback_of(token_of(call)) == call
    for wrong in (call.key.hex, token_of(call)[:-1], call.key.hex + token_of(other)[32:], "x" * 54, "", uuid4().hex):
        assert callback_of(wrong) is None
    survey = house.world.anna.places["survey"]
    found = invitation_of(survey)
    assert found is not None
    assert found.token == survey
    for wrong in (survey[:-1], survey + "a", "\0", survey + "\0", "x" * 60, ""):
        assert invitation_of(wrong) is None
