"""Operators decide whether and how we ask."""

from django.db import migrations


def give(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="surveys", model="surveysettings"
    )
    right, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="change_surveysettings", defaults={"name": "Can change surveys"}
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Operators")
    group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_surveys"), ("desk", "0003_roles")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
