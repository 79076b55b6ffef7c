"""How agents sort cases: by team, by tag, by the way they came."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(models.TextChoices):
    """How a contact reached us."""

    WEB = "web", pgettext_lazy("way", "Web")
    MAIL = "mail", pgettext_lazy("way", "E-mail")
    PHONE = "phone", pgettext_lazy("way", "Phone")
    LIVE = "live", pgettext_lazy("way", "Live conversation")
    SHOP = "shop", pgettext_lazy("way", "Shop")


class Team(models.Model):
    name = models.CharField(_("name"), max_length=60)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("members"),
        blank=True,
        related_name="teams",
        limit_choices_to={"is_staff": True, "is_active": True},
    )

    class Meta:
        verbose_name = pgettext_lazy("of agents", "team")
        verbose_name_plural = pgettext_lazy("of agents", "teams")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="one_team_a_name")]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    class Colour(models.TextChoices):
        GREY = "grey", pgettext_lazy("colour", "Grey")
        BLUE = "blue", pgettext_lazy("colour", "Blue")
        GREEN = "green", pgettext_lazy("colour", "Green")
        YELLOW = "yellow", pgettext_lazy("colour", "Yellow")
        RED = "red", pgettext_lazy("colour", "Red")
        VIOLET = "violet", pgettext_lazy("colour", "Violet")

    name = models.CharField(_("name"), max_length=40)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.GREY)

    class Meta:
        verbose_name = pgettext_lazy("on cases", "tag")
        verbose_name_plural = pgettext_lazy("on cases", "tags")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="one_tag_a_name")]

    def __str__(self) -> str:
        return self.name
