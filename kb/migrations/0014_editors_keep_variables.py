"""Editors keep the shop's variables."""

from django.db import migrations


def allow_editors(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="kb", model="shopvariable"
    )
    Permission = apps.get_model("auth", "Permission")
    rights = [
        Permission.objects.get_or_create(
            content_type=content_type, codename=f"{verb}_shopvariable", defaults={"name": f"Can {verb} shop variable"}
        )[0]
        for verb in ("add", "change", "delete")
    ]
    for name in ("Editors", "Moderators"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("kb", "0013_editing")]

    operations = [migrations.RunPython(allow_editors, migrations.RunPython.noop)]
