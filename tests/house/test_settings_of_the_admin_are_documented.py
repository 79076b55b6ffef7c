"""Every setting of the admin has a row in the README, and no other; every alarm has one in the runbook."""

import re

from wagtail.contrib.settings.registry import registry

from tests.house.source import ROOT

OPERATIONS = ROOT / "portal" / "operations"


def test_the_readme_lists_every_setting_of_the_admin_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().split("### In the admin", 1)[1].split("\n## ", 1)[0]
    rows = set(re.findall(r"^\| ([^|]+?) \|", table, re.M)) - {"setting"}
    assert rows == {str(model._meta.verbose_name) for model in registry}


def test_the_runbook_explains_every_alarm_and_no_other() -> None:
    alarms = set(re.findall(r"alert: (\w+)", (OPERATIONS / "alerts.yml").read_text()))
    explained = set(re.findall(r"^\| (Aftercare\w+) \|", (OPERATIONS / "RUNBOOK.md").read_text(), re.M))
    assert alarms == explained
    assert len(alarms) > 8
