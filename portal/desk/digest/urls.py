from datetime import date, datetime

from django.urls import path, register_converter

from portal.desk.digest.pages import LastDigests, OneDigest


class Day:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Raises ValueError, which is "not found", for a day no calendar has."""
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(Day, "day")
urlpatterns = [
    path("digest/", LastDigests.as_view(), name="digests"),
    path("digest/now/", OneDigest.as_view(), name="digest_preview"),
    path("digest/<day:monday>/", OneDigest.as_view(), name="digest"),
]
