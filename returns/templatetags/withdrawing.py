"""The labels the law wants, in the reader's language; they never pass through the translation files."""

from django import template
from django.utils.translation import get_language

from returns.withdrawing import labels

register = template.Library()


@register.simple_tag
def withdraw_label() -> str:
    """What leads to the withdrawal function (law F1)."""
    return labels.in_language(labels.ENTRY, get_language())


@register.simple_tag
def confirm_withdrawal_label() -> str:
    """What confirms it, and nothing but this (law F3)."""
    return labels.in_language(labels.CONFIRM, get_language())
