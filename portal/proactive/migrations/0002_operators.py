"""Operators decide whether and when help is offered."""

from django.db import migrations


def give(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="proactive", model="proactivesettings"
    )
    right, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="change_proactivesettings",
        defaults={"name": "Can change proactive help"},
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Operators")
    group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("proactive", "0001_proactive"), ("desk", "0003_roles")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
