"""16: two agents answer the same case at once. One wins, the other is told, and nobody's words are lost."""

import threading
import time

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from returns import actions
from returns.errors import SomeoneWasFaster
from returns.models import Case, Message
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, nothing
from tests.returns.makers import make_question

VERBS = ("answer", "close", "assign")


def trial(shop: Shop, number: int, found: Found) -> None:
    stamp = f"{number}x{time.time_ns()}"
    customer = User.objects.create_user(f"c{stamp}@example.com", None, name="Anna")
    agents = [User.objects.create_user(f"{who}{stamp}@example.com", None, name=who, is_staff=True) for who in "xy"]
    for agent in agents:
        agent.groups.add(Group.objects.get(name="Agents"))
    case = make_question(customer, now=timezone.now())
    gate, ends = threading.Barrier(2), {}

    def work(agent: User, verb: str) -> None:
        gate.wait()
        try:
            act(case, agent, verb)
            ends[agent.pk] = "won"
        except SomeoneWasFaster as told:
            # What the page shows her: the case as it is now, and her words still in the form.
            ends[agent.pk] = "told" if told.case.version > case.version else "told nothing"
        finally:
            connection.close()

    verbs = ("answer", VERBS[number % len(VERBS)])
    threads = [threading.Thread(target=work, args=pair) for pair in zip(agents, verbs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if sorted(ends.values()) != ["told", "won"]:
        found.violations.append(f"{case.reference} ({verbs}): {sorted(ends.values())}")
    said = Message.objects.filter(case=case, user__in=agents).count()
    winner = next((verb for agent, verb in zip(agents, verbs, strict=True) if ends.get(agent.pk) == "won"), "")
    if said != int(winner == "answer"):
        found.violations.append(f"{case.reference}: {said} answers, {winner} had won")
    if Case.objects.get(pk=case.pk).version != case.version + 1:
        found.violations.append(f"{case.reference} was changed {Case.objects.get(pk=case.pk).version} times")


def act(case: Case, agent: User, verb: str) -> None:
    now = timezone.now()
    if verb == "close":
        actions.close(case, by=agent, version=case.version, now=now)
    elif verb == "assign":
        actions.assign(case, by=agent, agent=agent, version=case.version, now=now)
    else:
        actions.post_message(case, by=agent, body=f"From {agent.name}.", version=case.version, now=now)


FAULTS = (Fault(16, "two agents answer, close or take one case", 20, 200, nothing, trial),)
