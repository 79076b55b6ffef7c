"""/styleguide/ with DEBUG: every part in every state, so that a page can be put together without reading CSS."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

INKS = ["ink", "ink-soft", "accent", "accent-strong", "success", "warning", "danger", "info", "focus"]
GROUNDS = ["paper", "surface", "sunken", "accent-soft", "spark", "success-soft", "warning-soft", "danger-soft"]
SIZES = ["hero", "h1", "h2", "h3", "l", "m", "s"]


class SampleForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="The one you ordered with.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    reason = forms.ChoiceField(
        label="Why do you send it back?",
        choices=[("fit", "It doesn't fit"), ("mind", "I changed my mind"), ("damaged", "It arrived damaged")],
        widget=forms.RadioSelect,
    )
    carrier = forms.ChoiceField(label="Carrier", choices=[("", "Choose one"), ("inpost", "InPost"), ("dpd", "DPD")])
    pieces = forms.IntegerField(label="How many", min_value=1, max_value=3)
    text = forms.CharField(label="Message", widget=forms.Textarea, required=False)
    photo = forms.FileField(label="Photos", required=False, help_text="JPEG, PNG or HEIC, up to 10 MB.")
    copy = forms.BooleanField(label="Send me a copy by e-mail", required=False)


def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard/styleguide.html", samples(timezone.now()))


def samples(now: datetime) -> dict[str, Any]:
    empty, wrong = SampleForm(prefix="empty"), SampleForm({"wrong-email": "anna@"}, prefix="wrong")
    wrong.add_error(None, "This order belongs to another address.")
    return {
        "inks": INKS,
        "grounds": GROUNDS,
        "sizes": SIZES,
        "empty_form": empty,
        "wrong_form": wrong,
        "steps": [
            step("We have your order", "done", now - timedelta(days=3)),
            step("Handed to the carrier", "done", now - timedelta(days=1)),
            step("Out for delivery", "current", now, "Expected: today between 14:00 and 16:00."),
            step("Delivered", "next"),
        ],
        "trouble": [
            step("Handed to the carrier", "done", now - timedelta(days=2)),
            step("Delivery failed", "problem", now, "The carrier tries again or takes it to a pick-up point."),
            step("Delivered", "next"),
        ],
        "articles": [
            {"title": "How do I send something back?", "url": "#", "summary": "Open a return, pack it, hand it over."},
            {"title": "When is my money back?", "url": "#", "summary": "Within 14 days after your parcel arrived."},
        ],
    }


def step(title: str, state: str, at: datetime | None = None, text: str = "") -> dict[str, Any]:
    return {"title": title, "state": state, "at": at, "text": text}
