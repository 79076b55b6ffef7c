"""What the operator decides about surveys: Settings → Surveys."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="form", order=320)
class SurveySettings(BaseGenericSetting):
    class Question(models.TextChoices):
        EFFORT = "ces", _("Effort, 1 to 7")
        SATISFACTION = "csat", _("Satisfaction, 1 to 5")

    after_case = models.BooleanField(
        _("ask after a case is finished"),
        default=True,
        help_text=_("Once for a case, and nobody more often than every 30 days. On the page of the case."),
    )
    by_mail = models.BooleanField(
        _("also by e-mail"),
        default=True,
        help_text=_(
            "Every mail tells how to stop them. Some courts take such mails for advertising: where yours do, say in "
            "your privacy notice that you ask, or switch this off."
        ),
    )
    question = models.CharField(
        pgettext_lazy("survey", "which question"),
        max_length=10,
        choices=Question,
        default=Question.EFFORT,
        help_text=_("“Made it easy for me to handle my issue”, or “how satisfied are you”. Never both in one figure."),
    )
    delay_hours = models.PositiveSmallIntegerField(
        _("hours after the end of the case"),
        default=24,
        validators=[MaxValueValidator(24 * 14)],
        help_text=_("24 is usual for effort: long enough to see whether it is really solved."),
    )
    tells_agents = models.BooleanField(
        _("tell agents of unhappy customers"),
        default=True,
        help_text=_("The case gets the tag “unhappy” and an internal note."),
    )
    after_steps = models.BooleanField(
        _("“Was it easy?” after self-service steps"),
        default=True,
        help_text=_("After a return, complaint or withdrawal was sent, and when a guest found an order."),
    )
    after_articles = models.BooleanField(_("“Was it easy?” after a vote on an article"), default=True)
    nps = models.BooleanField(
        _("ask customers once a quarter whether they recommend you"),
        default=False,
        help_text=_("By e-mail, to people with an account who ordered within the last half year."),
    )
    nps_a_day = models.PositiveSmallIntegerField(
        _("how many of them a day"), default=50, help_text=_("So that answers come all year round.")
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("after_case"),
                FieldPanel("by_mail"),
                FieldPanel("question"),
                FieldPanel("delay_hours"),
                FieldPanel("tells_agents"),
            ],
            _("After a case"),
        ),
        MultiFieldPanel([FieldPanel("after_steps"), FieldPanel("after_articles")], _("While people help themselves")),
        MultiFieldPanel([FieldPanel("nps"), FieldPanel("nps_a_day")], _("About the shop")),
    ]

    class Meta:
        verbose_name = pgettext_lazy("settings", "surveys")
