from django.db import migrations, models
from django.db.models import F, Q

QUEUE = ("id", "left_out", "status", "snoozed_until", "unanswered_since", "assignee", "team", "kind", "language")
QUEUE += ("priority", "way")


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0019_offers_of_help"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                F("due_at"), *map(F, QUEUE), condition=Q(("closed_at", None)), name="open_cases_of_the_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(F("opened_at"), *map(F, QUEUE), name="cases_of_the_queue"),
        ),
    ]
