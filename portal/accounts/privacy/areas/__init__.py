"""What the accounts and the apps below them hold about a person: one module an area."""

from portal.accounts.privacy import table
from portal.accounts.privacy.areas.account import AccountArea
from portal.accounts.privacy.areas.cases import CaseArea
from portal.accounts.privacy.areas.companies import CompanyArea
from portal.accounts.privacy.areas.deliveries import DeliveryArea
from portal.accounts.privacy.areas.drafts import DraftArea
from portal.accounts.privacy.areas.orders import OrderArea
from portal.accounts.privacy.areas.reading import ReadingArea
from portal.accounts.privacy.areas.requests import RequestArea
from portal.accounts.privacy.areas.statements import StatementArea
from portal.accounts.privacy.left_out import REASONS
from portal.accounts.privacy.registry import left_out, register


def connect() -> None:
    for area in (
        AccountArea(),
        OrderArea(),
        CompanyArea(),
        CaseArea(),
        StatementArea(),
        DraftArea(),
        DeliveryArea(),
        ReadingArea(),
        RequestArea(),
    ):
        register(area)
    left_out(REASONS)
    table.connect()
