import pytest

from orders.actions import NothingLeftToReturn, release_return, reserve_return
from orders.models import OrderLine
from tests.orders.makers import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def mugs() -> OrderLine:
    return make_order().lines.get(external_id="mug")


def test_no_more_pieces_go_back_than_were_bought(mugs: OrderLine) -> None:
    reserve_return(mugs.pk, 1)
    with pytest.raises(NothingLeftToReturn):
        reserve_return(mugs.pk, 2)
    reserve_return(mugs.pk, 1)
    mugs.refresh_from_db()
    assert (mugs.returned_quantity, mugs.returnable_quantity) == (2, 0)


def test_a_cancelled_return_gives_its_pieces_back_once(mugs: OrderLine) -> None:
    reserve_return(mugs.pk, 2)
    release_return(mugs.pk, 2)
    with pytest.raises(ValueError, match="has no 2 pieces"):
        release_return(mugs.pk, 2)
    mugs.refresh_from_db()
    assert mugs.returned_quantity == 0


@pytest.mark.parametrize("quantity", [0, -1])
def test_no_pieces_are_no_return(mugs: OrderLine, quantity: int) -> None:
    for action in (reserve_return, release_return):
        with pytest.raises(ValueError, match="at least 1"):
            action(mugs.pk, quantity)
