"""A help home for every language in place of Wagtail's welcome page, and what editors may do there."""

import uuid

from django.conf import settings
from django.db import migrations

STEP = 4  # characters of one level in a treebeard path
TITLES = {"en": "Help centre", "pl": "Centrum pomocy", "ru": "Центр помощи"}
INTRODUCTIONS = {
    "en": "Answers about your order, delivery, returns and account.",
    "pl": "Odpowiedzi na pytania o zamówienia, dostawę, zwroty i konto.",
    "ru": "Ответы о заказах, доставке, возвратах и личном кабинете.",
}
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def path_step(number):
    text = ""
    while number:
        number, rest = divmod(number, len(DIGITS))
        text = DIGITS[rest] + text
    return text.rjust(STEP, "0")


def first_free_step(Page, root):
    taken = Page.objects.filter(depth=2, path__startswith=root.path).values_list("path", flat=True)
    return max((int(path[-STEP:], 36) for path in taken), default=0) + 1


def create_homes(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Home = apps.get_model("kb", "HelpHomePage")
    Locale = apps.get_model("wagtailcore", "Locale")
    Site = apps.get_model("wagtailcore", "Site")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="kb", model="helphomepage"
    )
    codes = [settings.LANGUAGE_CODE, *(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in codes}
    root = Page.objects.get(depth=1)

    existing = Home.objects.order_by("path").first()
    key = existing.translation_key if existing else uuid.uuid4()
    step = first_free_step(Page, root)
    for code, locale in locales.items():
        if Home.objects.filter(translation_key=key, locale=locale).exists():
            continue
        slug = "help" if code == settings.LANGUAGE_CODE else f"help-{code}"
        title = TITLES.get(code, TITLES["en"])
        Home.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            introduction=INTRODUCTIONS.get(code, INTRODUCTIONS["en"]),
            path=root.path + path_step(step),
            depth=2,
            url_path=f"/{slug}/",
            content_type=content_type,
            locale=locale,
            translation_key=key,
            live=True,
        )
        step += 1

    default = Home.objects.get(translation_key=key, locale=locales[settings.LANGUAGE_CODE])
    welcome = Page.objects.filter(depth=2, numchild=0, title="Welcome to your new Wagtail site!")
    sites = Site.objects.filter(root_page__in=welcome)
    sites.update(root_page_id=default.pk, site_name="Help")
    welcome.delete()
    if not Site.objects.exists():
        Site.objects.create(hostname="localhost", root_page_id=default.pk, is_default_site=True, site_name="Help")
    Page.objects.filter(pk=root.pk).update(numchild=Page.objects.filter(depth=2).count())


def allow_editors(apps, schema_editor):
    """Editors write and submit, Moderators also publish: on the root page, so for every help home, old or new."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = Page.objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)

    def permission(app_label, model, codename, name):
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        found, _ = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        return found

    enter = permission("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
    translate = permission(
        "simple_translation", "simpletranslation", "submit_translation", "Can submit translations"
    )
    page_rights = {
        "add": permission("wagtailcore", "page", "add_page", "Can add page"),
        "change": permission("wagtailcore", "page", "change_page", "Can change page"),
        "publish": permission("wagtailcore", "page", "publish_page", "Publish any page"),
    }
    file_rights = [
        permission(app_label, model, f"{verb}_{model}", name)
        for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        for verb, name in (
            ("add", f"Can add {model}"),
            ("change", f"Can change {model}"),
            ("choose", f"Can choose {model}"),
        )
    ]
    for group_name, verbs in (("Editors", ("add", "change")), ("Moderators", ("add", "change", "publish"))):
        group, _ = Group.objects.get_or_create(name=group_name)
        group.permissions.add(enter, translate)
        for verb in verbs:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=page_rights[verb])
        for right in file_rights:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=right)


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("simple_translation", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [
        migrations.RunPython(create_homes, migrations.RunPython.noop),
        migrations.RunPython(allow_editors, migrations.RunPython.noop),
    ]
