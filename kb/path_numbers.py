"""`<number:pk>` in addresses: a number that every database takes. A longer one is no address of ours."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    regex = "[0-9]{1,10}"


register_converter(Number, "number")
