"""The shop as customers see it: name, logo, colours, and how to reach it."""

from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from orders.again import line_pattern, order_pattern


@register_setting(icon="cog")
class ShopSettings(BaseGenericSetting):
    name = models.CharField(_("shop name"), max_length=80, default="Aftercare")
    shop_url = models.URLField(_("web shop"), blank=True)
    product_url = models.CharField(
        _("address of a product"),
        max_length=300,
        blank=True,
        validators=[line_pattern],
        help_text=_("To order it again. {sku} or {name} stands for the product: https://shop.example/product/{sku}"),
    )
    again_url = models.CharField(
        _("address that orders everything again"),
        max_length=300,
        blank=True,
        validators=[order_pattern],
        help_text=_("{number} or {id} stands for the order: https://shop.example/cart/?order_again={id}"),
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour like #0b6e4f."))],
    )
    email = models.EmailField(_("support address"), blank=True)
    phone = models.CharField(_("support phone"), max_length=40, blank=True)
    hours = models.CharField(_("hours, as shown to customers"), max_length=120, blank=True)

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "shop_url", "product_url", "again_url", "logo", "accent")],
            _("Shop"),
        ),
        MultiFieldPanel([FieldPanel("email"), FieldPanel("phone"), FieldPanel("hours")], _("Contact")),
    ]

    class Meta:
        verbose_name = _("shop")

    @classmethod
    def read_with(cls, request: HttpRequest, facts: dict[str, Combinable]) -> Self:
        """The row that every page reads once for its header, and in it what else this page asks."""
        rows = cls.base_queryset().annotate(**facts)
        row: Self = rows.first() or rows.get(pk=cls.objects.create().pk)
        setattr(request, cls.get_cache_attr_name(), row)
        return row
