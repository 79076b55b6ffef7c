"""InPost ShipX: GET {base}/v1/tracking/{number}, no key. 404 resource_not_found: not known yet, or purged."""

from datetime import timedelta
from urllib.parse import quote

from django.conf import settings

from orders import outbound
from orders.ingest.reading import BadData, Node, read_json
from orders.tracking.answers import Answer, CarrierNews, NoSuchParcel, NotAnswered
from orders.tracking.mapping import status_of
from orders.tracking.reasons import reason_of

LARGEST_ANSWER = 1024 * 1024
LIMITS = outbound.Limits(connect=5, pause=15, whole=20, size=LARGEST_ANSWER)


class InPost:
    source = "inpost"
    per_minute = 60

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def ask(self, number: str) -> Answer:
        # The address is the operator's own setting: a stand-in of the carrier may stand in our network.
        door = outbound.Door(LIMITS, outbound.Rules(http=settings.DEBUG, inside=True))
        try:
            response = door.ask("GET", f"{self.base_url}/v1/tracking/{quote(number, safe='')}")
        except outbound.NotReached as error:
            raise NotAnswered(f"{type(error).__name__}: {error}") from error
        if response.status == 404:
            raise NoSuchParcel(number)
        if response.status != 200:
            raise NotAnswered(f"HTTP {response.status}, {len(response.body)} bytes", retry_after(response))
        return read(response.body)


def retry_after(response: outbound.Answer) -> timedelta | None:
    """Seconds only; the other form, a date, is not worth a parser: the breaker waits long enough."""
    said = response.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(said), 86_400)) if said.isascii() and said.isdigit() and len(said) < 7 else None


def read(body: bytes) -> Answer:
    """ShipX's answer. Raises NotAnswered for what does not look like one."""
    try:
        parcel = Node(read_json(body, LARGEST_ANSWER))
        return Answer(
            news=tuple(_news(item) for item in parcel.children("tracking_details")),
            pickup_point=_pickup_point(parcel.child("custom_attributes").child("target_machine_detail")),
        )
    except BadData as error:
        raise NotAnswered(f"Not understood: {error}") from error


def _news(item: Node) -> CarrierNews:
    word = item.required("status", 80)
    return CarrierNews(
        at=item.required_moment("datetime"),
        status=status_of("inpost", word),
        code=word,
        location=item.text("location", 200) or item.text("agency", 200),
        reason=reason_of("inpost", word),
    )


def _pickup_point(machine: Node) -> dict[str, str]:
    """The locker; nothing for a parcel to an address."""
    address, place = machine.child("address"), machine.child("location")
    lines = [address.text("line1", 120), address.text("line2", 120), machine.text("location_description", 200)]
    said = {
        "name": machine.text("name", 80),
        "address": ", ".join(line for line in lines if line),
        "hours": machine.text("opening_hours", 120),
        "latitude": place.text("latitude", 20),
        "longitude": place.text("longitude", 20),
    }
    return {key: text for key, text in said.items() if text} if said["name"] else {}
