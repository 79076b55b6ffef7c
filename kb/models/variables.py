"""Values of the shop that articles name instead of repeating them: {{ return_days }}."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kb.placeholders import NAME


class ShopVariable(models.Model):
    """A value that editors keep themselves, beside those that come from the shop's settings."""

    name = models.CharField(
        _("name"),
        max_length=50,
        unique=True,
        validators=[
            RegexValidator(rf"^{NAME.pattern}\Z", _("Use small letters, digits and _, for example pickup_days."))
        ],
        help_text=_("Articles write it between braces: {{ pickup_days }}"),
    )
    label = models.CharField(_("what it is"), max_length=120)
    values = models.JSONField(default=dict, editable=False)
    """Language code to text."""

    class Meta:
        verbose_name = _("shop variable")
        verbose_name_plural = _("shop variables")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.label

    def value(self, language: str) -> str:
        """In this language, else in the site's first one that has it."""
        codes = [language, settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES)]
        return next((str(self.values[code]) for code in codes if self.values.get(code)), "")

    def clean(self) -> None:
        if not any(self.values.values()):
            raise ValidationError(_("Write the value in at least one language."))


class VariableValue(models.Model):
    """A variable's value as readers were last shown it; it stays when the variable itself is gone."""

    name = models.CharField(max_length=50)
    language = models.CharField(max_length=12)
    value = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["language", "name"], name="one_value_a_language")]


class ArticleVariable(models.Model):
    """An article uses a variable: written whenever the article is saved."""

    article = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="variable_uses")
    name = models.CharField(max_length=50, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "name"], name="one_use_an_article")]


class VariableChange(models.Model):
    """An article must be looked at: a value it uses is another one since the last review."""

    article = models.ForeignKey("kb.ArticlePage", models.CASCADE, related_name="variable_changes")
    name = models.CharField(max_length=50)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    gone = models.BooleanField(default=False)
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "name"], name="one_change_an_article")]
