"""Each door asked by itself, without a page around it: what it lets whom have, of own, foreign, lost and ended things.

Every function takes the world and nothing else: the mutation run (mutants.py) asks them as well.
"""

from collections.abc import Callable

import pytest

from tests.house.access import doors_of_cases, doors_of_orders, doors_of_work
from tests.house.access.conftest import House

DOORS: tuple[Callable[[House], None], ...] = (
    doors_of_orders.articles_are_for_their_readers,
    doors_of_orders.orders_are_their_owners,
    doors_of_orders.guests_read_the_one_order_of_their_link,
    doors_of_orders.invoices_are_for_who_may_have_them,
    doors_of_orders.companies_are_their_peoples,
    doors_of_cases.cases_are_their_owners_and_agents,
    doors_of_cases.uploads_and_drafts_are_whose_they_are,
    doors_of_cases.files_are_for_who_sees_their_case,
    doors_of_cases.papers_are_for_the_owner_and_agents,
    doors_of_cases.offers_are_for_whom_they_were_made,
    doors_of_work.the_desk_is_for_who_works_there,
    doors_of_work.customers_pages_are_about_customers,
    doors_of_cases.conversations_are_their_parties,
    doors_of_work.keys_open_their_own_shop,
    doors_of_cases.links_of_mails_open_one_thing,
    doors_of_work.staff_bring_a_second_factor,
)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_door_says(house: House, door: Callable[[House], None]) -> None:
    door(house)
