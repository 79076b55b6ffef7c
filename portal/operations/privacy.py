"""What this room keeps of people: which colleague set which step up."""

from portal.accounts.privacy.registry import left_out


def connect() -> None:
    left_out({"operations.SetupStep": "Which colleague looked at a step of the setting up; nothing of a customer."})
