"""An article for each state of an order or case; editors choose it."""

import django.db.models.deletion
from django.db import migrations, models

import kb.states


def allow_editors(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="kb", model="statearticle"
    )
    Permission = apps.get_model("auth", "Permission")
    rights = [
        Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{verb}_statearticle",
            defaults={"name": f"Can {verb} article for a state"},
        )[0]
        for verb in ("add", "change", "delete")
    ]
    for name in ("Editors", "Moderators"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("kb", "0004_index_due")]

    operations = [
        migrations.CreateModel(
            name="StateArticle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=kb.states.choices,
                        error_messages={"unique": "This state has its article already. Change that one."},
                        max_length=60,
                        unique=True,
                        verbose_name="state",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        help_text="Customers get its translation in their language; without one they get this one.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="kb.articlepage",
                        verbose_name="article",
                    ),
                ),
            ],
            options={"verbose_name": "article for a state", "verbose_name_plural": "articles for states"},
        ),
        migrations.RunPython(allow_editors, migrations.RunPython.noop),
    ]
