"""Agents see incoming mails, read them and try them again."""

from django.db import migrations

GROUP = "Agents"
PERMISSIONS = [
    ("view_incomingmail", "Can view incoming mail"),
    ("retry_incomingmail", "Can read incoming mails into their cases again"),
    ("read_incomingmail", "Can read incoming mails, personal data included"),
]


def give(apps, schema_editor):
    # post_migrate makes these rows only after the last migration.
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="mail_in", model="incomingmail"
    )
    permissions = apps.get_model("auth", "Permission").objects
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    for codename, name in PERMISSIONS:
        permission, _ = permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("mail_in", "0001_incoming_mail"),
        ("desk", "0002_agents"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
