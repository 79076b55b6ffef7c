"""Words that mean the same; editors keep them."""

from django.conf import settings
from django.db import migrations, models


def allow_editors(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="kb", model="synonym"
    )
    Permission = apps.get_model("auth", "Permission")
    rights = [
        Permission.objects.get_or_create(
            content_type=content_type, codename=f"{verb}_synonym", defaults={"name": f"Can {verb} synonym"}
        )[0]
        for verb in ("add", "change", "delete")
    ]
    for name in ("Editors", "Moderators"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("kb", "0005_state_articles")]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(choices=settings.LANGUAGES, max_length=12, verbose_name="language")),
                (
                    "words",
                    models.CharField(
                        help_text="Separate them with commas, for example: parcel, package, shipment. Other endings are understood.",
                        max_length=300,
                        verbose_name="words that mean the same",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "ordering": ["language", "words"],
            },
        ),
        migrations.RunPython(allow_editors, migrations.RunPython.noop),
    ]
