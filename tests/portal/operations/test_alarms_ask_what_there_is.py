"""The example rules for Prometheus speak of metrics and labels that exist."""

import re

import pytest
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from portal.operations.metrics import counters
from portal.operations.metrics.figures import FromRows, read
from tests.house.source import ROOT

RULES = (ROOT / "portal" / "operations" / "alerts.yml").read_text()


@pytest.mark.django_db
def test_every_rule_asks_for_a_metric_we_have() -> None:
    counters.count_request("readyz", "GET", 503, 0.1)
    rows = CollectorRegistry()
    rows.register(FromRows(read(timezone.now())))
    text = (generate_latest(counters.REGISTRY) + generate_latest(rows)).decode()
    known = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}
    known |= {"aftercare_last_seen_seconds"}  # there is none before the first tick
    asked = set(re.findall(r"\b(aftercare_\w+)", RULES))
    assert len(asked) > 6
    assert asked - known == set()


@pytest.mark.django_db
def test_every_queue_a_rule_names_is_counted() -> None:
    named = {name for text in re.findall(r'queue=~?"([^"]+)"', RULES) for name in text.split("|")}
    assert named
    assert named <= set(read(timezone.now()).waiting)
