"""A shop that could exist: tea, and what one needs to drink it."""

from orders.models import SellerSettings
from portal.accounts.models import User
from portal.dashboard.models import ShopSettings
from returns.models import ReturnSettings

# The number the Ministry's own examples sell under.
SELLER_NIP = "9999999999"
DISPUTE_BODY = "Wojewódzki Inspektorat Inspekcji Handlowej w Krakowie"


def furnish_shop() -> None:
    """Set the shop's name, contact, seller and promises, unless an operator has changed them already."""
    fill(
        ShopSettings.load(),
        name="Samovar & Leaf",
        email="hello@samovar-and-leaf.example",
        phone="+48 22 555 01 23",
    )
    fill(
        SellerSettings.load(),
        legal_name="Samovar & Leaf sp. z o.o.",
        vat_number=f"PL{SELLER_NIP}",
        street="ul. Herbaciana 12",
        postcode="00-850",
        city="Warszawa",
        country="PL",
        bank_account="PL61 1090 1014 0000 0712 1981 2874",
        email="accounts@samovar-and-leaf.example",
        invoice_note="Thank you for drinking tea with us.",
    )
    fill(
        ReturnSettings.load(),
        return_address="Samovar & Leaf, Returns\nul. Herbaciana 12\n00-850 Warszawa\nPoland",
        return_note="InPost brings it to us overnight.",
        dispute_stance="refuses",
        dispute_body=DISPUTE_BODY,
    )


def name_the_senior() -> None:
    """Complaints that nobody answers go to Mia, once there is a Mia."""
    fill(ReturnSettings.load(), escalation_to=User.objects.get(email="mia@example.com"))


def fill(settings: ShopSettings | SellerSettings | ReturnSettings, **values: object) -> None:
    for name, value in values.items():
        default = settings._meta.get_field(name).get_default()
        if getattr(settings, name) == default:
            setattr(settings, name, value)
    settings.save()
