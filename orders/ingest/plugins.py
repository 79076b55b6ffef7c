"""Where shops' plugins put what the shop has no field for: tax numbers and pick-up points, by the name of the key."""

from collections.abc import Mapping

VAT_KEYS = (
    "billing_nip",
    "nip",
    "billing_vat",
    "billing_vat_number",
    "billing_eu_vat_number",
    "vat_number",
    "vat_id",
    "eu_vat_number",
)
# InPost's own plugin, Paczkomaty by WP Desk, Apaczka, Packeta, Orlen Paczka, DPD; then plain words of shops.
PICKUP_KEYS: Mapping[str, tuple[str, ...]] = {
    "id": (
        "parcel_machine_id",
        "paczkomat_id",
        "paczkomat_key",
        "apm_access_point_id",
        "packetery_point_id",
        "orlen_paczka_point_id",
        "dpd_pickup_point_id",
        "pickup_point_id",
        "delivery_point_id",
        "paczkomat",
    ),
    "name": ("parcel_machine_desc", "packetery_point_name", "pickup_point_name", "delivery_point_name"),
    "street": ("packetery_point_street", "pickup_point_street", "pickup_point_address", "delivery_point_address"),
    "postcode": ("packetery_point_zip", "pickup_point_postcode", "delivery_point_postcode"),
    "city": ("packetery_point_city", "pickup_point_city", "delivery_point_city"),
}


def by_key(pairs: list[tuple[str, object]]) -> dict[str, str]:
    """Texts and numbers by key, as we compare them: _Parcel-Machine ID is parcel_machine_id."""
    return {
        key.strip().lower().replace("-", "_").replace(" ", "_").lstrip("_"): words
        for key, value in pairs
        if isinstance(value, (str, int)) and not isinstance(value, bool) and (words := str(value).strip())
    }


def vat_number(found: Mapping[str, str]) -> str:
    return _first(found, VAT_KEYS)[:40]


def pickup_point(found: Mapping[str, str]) -> dict[str, str]:
    """What is known of it: id, name, street, postcode, city. Empty when no plugin we know left one."""
    return {name: words[:200] for name, keys in PICKUP_KEYS.items() if (words := _first(found, keys))}


def _first(found: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((found[key] for key in keys if key in found), "")
