from django.db import migrations, models
from django.db.models import F, Q

QUEUE = ("id", "left_out", "status", "snoozed_until", "unanswered_since", "assignee", "team", "kind", "language")
QUEUE += ("priority", "way", "closed_at")


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0022_cases_of_a_guest"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="case", name="open_cases_of_the_queue"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                F("due_at"), *map(F, QUEUE), condition=Q(("closed_at", None)), name="open_cases_of_the_queue"
            ),
        ),
    ]
