"""Four roles: agents work on cases, senior agents lead them, editors write, operators look after the shop's settings."""

from django.db import migrations

ADMIN = ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
WORK = ("returns", "case", "work_cases", "Can work on customers' cases")
LEAD = ("returns", "case", "lead_cases", "Can lead agents: pass cases on, share views and replies, merge customers")
FIGURES = ("returns", "case", "see_figures", "Can see the figures of cases")
VIEWS = [("returns", "case", "view_case", "Can view case"), ("orders", "order", "view_order", "Can view order")]


def all_of(app, model):
    return [(app, model, f"{verb}_{model}", f"Can {verb} {model}") for verb in ("add", "change", "delete", "view")]


GROUPS = {
    "Agents": [ADMIN, WORK, *VIEWS],
    "Senior agents": [ADMIN, WORK, LEAD, FIGURES, *VIEWS, *all_of("returns", "tag"), *all_of("returns", "team")],
    "Editors": [FIGURES],
    "Operators": [
        ADMIN,
        FIGURES,
        *VIEWS,
        *all_of("returns", "tag"),
        *all_of("returns", "team"),
        *(
            (app, model, f"change_{model}", f"Can change {model}")
            for app, model in (
                ("returns", "returnsettings"),
                ("returns", "lawsettings"),
                ("notifications", "mailsettings"),
                ("accounts", "privacysettings"),
                ("dashboard", "shopsettings"),
                ("orders", "sellersettings"),
            )
        ),
    ],
}


def make_groups(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    for group_name, rights in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
        for app, model, codename, name in rights:
            # post_migrate makes these rows only after the last migration.
            content_type, _ = content_types.get_or_create(app_label=app, model=model)
            right, _ = permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_agents"),
        ("returns", "0018_rights_of_roles"),
        ("accounts", "0002_privacy"),
        ("notifications", "0002_preferences"),
        ("dashboard", "0001_initial"),
        ("orders", "0005_invoices_get_their_state"),
        ("kb", "0002_help_homes"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
