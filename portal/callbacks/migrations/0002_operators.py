"""Operators look after opening hours and call-backs; senior agents too, who plan the day."""

from django.db import migrations

SETTINGS = (
    ("returns", "openinghours", "Can change opening hours"),
    ("callbacks", "callbacksettings", "Can change call-backs"),
)


def allow(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    for group_name in ("Operators", "Senior agents"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
        for app, model, name in SETTINGS:
            # post_migrate makes these rows only after the last migration.
            content_type, _ = content_types.get_or_create(app_label=app, model=model)
            right, _ = permissions.get_or_create(
                content_type=content_type, codename=f"change_{model}", defaults={"name": name}
            )
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("callbacks", "0001_calls"),
        ("returns", "0021_opening_hours"),
        ("desk", "0003_roles"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
