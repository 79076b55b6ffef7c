import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.models import Shipment
from orders.tracking.mapping import AFTERSHIP, EASYPOST, INPOST, KARRIO, SHOPIFY, SOURCES, status_of
from orders.tracking.reasons import REASONS, WORDS, reason_of

S = Shipment.Status

TABLE = [  # the binding table of the facts file: ours, AfterShip, EasyPost, karrio, InPost
    ("announced", ["InfoReceived"], ["pre_transit"], ["pending"], "created offers_prepared offer_selected confirmed"),
    ("accepted", [], [], ["picked_up"], "dispatched_by_sender dispatched_by_sender_to_pok collected_from_sender"),
    ("in_transit", ["InTransit"], ["in_transit"], ["in_transit"], "adopted_at_source_branch adopted_at_target_branch"),
    (
        "out_for_delivery",
        ["OutForDelivery"],
        ["out_for_delivery"],
        ["out_for_delivery"],
        "out_for_delivery_to_address",
    ),
    (
        "ready_for_pickup",
        ["AvailableForPickup"],
        ["available_for_pickup"],
        ["ready_for_pickup"],
        "ready_to_pickup ready_to_pickup_from_pok ready_to_pickup_from_branch stack_in_box_machine",
    ),
    ("pickup_reminder", [], [], [], "pickup_reminder_sent"),
    ("delivered", ["Delivered"], ["delivered"], ["delivered"], "delivered"),
    ("attempt_failed", ["AttemptFail"], ["failure"], ["delivery_failed"], "avizo undelivered"),
    ("returning", [], ["return_to_sender"], ["return_to_sender"], "pickup_time_expired rejected_by_receiver"),
]


@pytest.mark.parametrize(("ours", "aftership", "easypost", "karrio", "inpost"), TABLE)
def test_the_same_thing_has_one_name(
    ours: str, aftership: list[str], easypost: list[str], karrio: list[str], inpost: str
) -> None:
    said = [("aftership", word) for word in aftership] + [("easypost", word) for word in easypost]
    said += [("karrio", word) for word in karrio] + [("inpost", word) for word in inpost.split()]
    assert {(source, word): status_of(source, word).value for source, word in said} == dict.fromkeys(said, ours)


def test_waiting_in_a_locker_is_never_out_for_delivery_or_delivered() -> None:
    waiting = [word for word in INPOST if word.startswith(("ready_to_pickup", "stack_in_"))]
    assert len(waiting) == 6
    assert {status_of("inpost", word) for word in waiting} == {S.READY_FOR_PICKUP}


def test_every_source_is_read_whole() -> None:
    assert len(INPOST) >= 50
    assert (len(KARRIO), len(AFTERSHIP), len(EASYPOST), len(SHOPIFY)) == (11, 13, 16, 12)
    assert {status_of("generic", word) for word in S.values} == set(S)


def test_a_detail_wins_where_it_says_more() -> None:
    assert status_of("aftership", "Exception", "Exception_011") == S.RETURNED
    assert status_of("aftership", "InTransit", "InTransit_002") == S.ACCEPTED
    assert status_of("aftership", "InTransit", "InTransit_007") == S.IN_TRANSIT
    assert status_of("easypost", "in_transit", "arrived_at_facility") == S.IN_TRANSIT
    assert status_of("easypost", "failure", "return") == S.RETURNING
    assert status_of("easypost", "delivered", "held") == S.DELIVERED


def test_the_way_a_word_is_written_does_not_matter() -> None:
    assert status_of("aftership", "OUT_FOR_DELIVERY") == S.OUT_FOR_DELIVERY
    assert status_of("inpost", "READY_TO_PICKUP") == S.READY_FOR_PICKUP
    assert status_of("my-own-source", "in transit") == S.IN_TRANSIT


def test_an_unknown_word_is_unknown_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="orders.tracking.mapping"):
        for _ in range(3):
            assert status_of("inpost", "teleported") == S.UNKNOWN
        for source, word in (("inpost", "other"), ("karrio", "unknown"), ("easypost", "error"), ("aftership", "")):
            assert status_of(source, word) == S.UNKNOWN
    assert [record.message for record in caplog.records] == [
        "inpost says 'teleported' about a parcel, which we do not know; the word is kept with its event"
    ]


@given(st.sampled_from([*SOURCES, "", "else"]), st.text(max_size=100), st.text(max_size=100))
def test_any_word_becomes_one_of_our_statuses(source: str, word: str, detail: str) -> None:
    assert status_of(source, word, detail) in S


def test_every_incident_has_a_reason_in_plain_words() -> None:
    assert len(REASONS) == 35
    assert all(str(text).endswith(".") for text in REASONS.values())
    assert {reason for words in WORDS.values() for reason in words.values()} <= set(REASONS)
    assert set(WORDS["inpost"]) <= set(INPOST)


def test_a_reason_is_found_by_the_sources_word() -> None:
    assert reason_of("inpost", "avizo") == "consignee_not_home"
    assert reason_of("karrio", "customs_inspection") == "customs_inspection"
    assert reason_of("aftership", "Exception_013") == "carrier_parcel_lost"
    assert [reason_of("karrio", "unknown"), reason_of("karrio", "<b>"), reason_of("shopify", "x")] == ["", "", ""]
