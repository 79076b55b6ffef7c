"""Searches that an editor has dealt with, cases that came of searches; and editors may recommend articles."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def allow_editors(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailsearchpromotions", model="searchpromotion"
    )
    Permission = apps.get_model("auth", "Permission")
    rights = [
        Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{verb}_searchpromotion",
            defaults={"name": f"Can {verb} search promotion"},
        )[0]
        for verb in ("add", "change", "delete")
    ]
    for name in ("Editors", "Moderators"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0009_variables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchHandling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("text", models.CharField(max_length=200, verbose_name="searched for")),
                (
                    "remedy",
                    models.CharField(
                        choices=[
                            ("synonym", "Synonym added"),
                            ("promotion", "Article recommended"),
                            ("article", "Article started"),
                            ("nothing", "Nothing to do"),
                        ],
                        max_length=10,
                        verbose_name="what was done",
                    ),
                ),
                ("handled_at", models.DateTimeField(db_index=True, verbose_name="when")),
            ],
            options={
                "verbose_name": "handled search",
                "verbose_name_plural": "handled searches",
                "ordering": ["-handled_at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="searchquery",
            name="one_row_a_search_text_and_day",
        ),
        migrations.AddField(
            model_name="searchquery",
            name="cases",
            field=models.PositiveIntegerField(default=0, verbose_name="cases"),
        ),
        migrations.AddField(
            model_name="searchhandling",
            name="handled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="searchquery",
            name="handling",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="kb.searchhandling"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchquery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("handling", None)),
                fields=("day", "language", "text"),
                name="one_open_row_a_search_text_and_day",
            ),
        ),
        migrations.RunPython(allow_editors, migrations.RunPython.noop),
    ]
