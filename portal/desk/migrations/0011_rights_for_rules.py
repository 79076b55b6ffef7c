"""Senior agents write the rules of the shop."""

from django.db import migrations

VERBS = ("add", "change", "delete", "view")


def give_rights(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    content_type, _ = content_types.get_or_create(app_label="desk", model="rule")
    for group in apps.get_model("auth", "Group").objects.filter(name="Senior agents"):
        for verb in VERBS:
            # post_migrate makes these rows only after the last migration.
            right, _ = permissions.get_or_create(
                content_type=content_type, codename=f"{verb}_rule", defaults={"name": f"Can {verb} rule"}
            )
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("desk", "0010_rules_of_the_shop")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
