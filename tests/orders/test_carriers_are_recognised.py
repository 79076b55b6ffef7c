import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.carriers import CARRIERS, carrier_guess, carrier_key, suggest, tracking_page
from orders.models import Shipment
from orders.numbers import sscc, ups_1z, upu_s10

# Numbers carriers and their libraries publish as samples.
KNOWN = [
    ("520113017830399002575123", ["inpost"]),
    ("RR123456785PL", ["poczta-polska"]),
    ("RB123456785GB", ["post"]),
    ("00359007731310000245", ["poczta-polska"]),
    ("PX1234567890", ["poczta-polska"]),
    ("1Z5R89390357567127", ["ups"]),
    ("1Z 8V9 2A7 03 6720 3024", ["ups"]),
    ("986578788855", ["fedex"]),
    ("3318810025", ["dhl"]),
    ("JJD000390007827384757", ["dhl"]),
    ("36301917596", ["gls"]),
    ("0000014574573U", ["dpd"]),
    ("59000123456789", ["dpd", "nova-post"]),
    ("2100055566677", ["orlen"]),
    ("Z 123 4567 890", ["packeta"]),
]


@pytest.mark.parametrize(("number", "carriers"), KNOWN)
def test_a_number_suggests_whose_it_may_be(number: str, carriers: list[str]) -> None:
    assert [carrier.key for carrier in suggest(number)] == carriers


@pytest.mark.parametrize(
    "number", ["RR123456784PL", "1Z5R89390357567128", "00359007731310000246", "3318810026", "x", ""]
)
def test_a_wrong_check_digit_suggests_nobody(number: str) -> None:
    assert suggest(number) == []


@given(st.text(max_size=60))
def test_any_text_may_be_looked_at(number: str) -> None:
    assert len(suggest(number)) <= len(CARRIERS)


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 9))
def test_one_check_digit_in_ten_is_right(digits: str, digit: int) -> None:
    assert sum(sscc(f"{digits}{last}") for last in range(10)) == 1
    assert sum(upu_s10(f"RR{digits[:8]}{last}PL") for last in range(10)) == 1
    assert sum(ups_1z(f"1Z{digits[:15]}{last}") for last in range(10)) == 1


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("InPost Paczkomaty 24/7", "inpost"),
        ("Paczkomat", "inpost"),
        ("Allegro Kurier DPD", "dpd"),
        ("poczta_polska", "poczta-polska"),
        ("Pocztex 2.0", "poczta-polska"),
        ("ORLEN Paczka", "orlen"),
        ("InPost / DPD", "inpost-/-dpd"),
        ("Upside Express", "upside-express"),
        ("", ""),
    ],
)
def test_a_carrier_is_known_however_the_shop_writes_it(said: str, key: str) -> None:
    assert carrier_key(said) == key


def test_a_link_is_never_built_on_a_guess() -> None:
    parcel = Shipment(tracking_number="520113017830399002575123")
    assert carrier_guess(parcel) == "InPost"
    assert tracking_page(parcel) == ""
    parcel.carrier = "InPost Paczkomaty"
    assert carrier_guess(parcel) == ""
    assert tracking_page(parcel) == "https://inpost.pl/sledzenie-przesylek?number=520113017830399002575123"
    parcel.carrier, parcel.tracking_number = "dpd", "a/b?c"
    assert tracking_page(parcel).endswith("p1=a%2Fb%3Fc")


def test_two_possible_carriers_are_no_guess() -> None:
    assert carrier_guess(Shipment(tracking_number="59000123456789")) == ""
    assert carrier_guess(Shipment(tracking_number="RB123456785GB")) == ""
