"""What a fresh database holds before anybody writes: homes, languages, rights, page types."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.template import Context, Template
from wagtail.models import GroupPagePermission, Locale, Page, Site, Workflow

from kb.models import ArticlePage, HelpHomePage, TopicPage
from kb.models.pages import ICONS
from portal.accounts.models import User
from tests.kb.makers import home

homes = importlib.import_module("kb.migrations.0002_help_homes")
pytestmark = pytest.mark.django_db


def test_there_is_a_home_for_every_language_and_they_are_translations() -> None:
    pages = HelpHomePage.objects.select_related("locale")
    assert {page.locale.language_code for page in pages} == {"en", "pl", "ru"}
    assert len({page.translation_key for page in pages}) == 1


def test_the_site_starts_at_the_english_home() -> None:
    assert Site.objects.get().root_page_id == home().pk
    assert not Page.objects.filter(title__startswith="Welcome to your new").exists()


def test_the_tree_is_sound() -> None:
    assert all(not problems for problems in Page.find_problems())


def test_laying_out_twice_changes_nothing() -> None:
    before = list(Page.objects.values_list("pk", "path", "numchild", "url_path"))
    homes.create_homes(apps, None)
    homes.allow_editors(apps, None)
    assert list(Page.objects.values_list("pk", "path", "numchild", "url_path")) == before
    assert Locale.objects.count() == 3


def test_a_language_added_later_gets_its_home(settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    homes.create_homes(apps, None)
    german = HelpHomePage.objects.get(locale__language_code="de")
    assert german.translation_key == home().translation_key
    assert all(not problems for problems in Page.find_problems())


@pytest.mark.parametrize(
    ("group", "allowed"),
    [("Editors", {"add_page", "change_page"}), ("Moderators", {"add_page", "change_page", "publish_page"})],
)
def test_editors_write_and_moderators_publish(group: str, allowed: set[str]) -> None:
    given = GroupPagePermission.objects.filter(group__name=group, page__depth=1)
    assert allowed <= set(given.values_list("permission__codename", flat=True))
    assert ("publish_page" in allowed) == given.filter(permission__codename="publish_page").exists()


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_both_may_use_pictures_files_and_translations(group: str) -> None:
    found = Group.objects.get(name=group)
    files = set(found.collection_permissions.values_list("permission__codename", flat=True))
    assert {"add_image", "choose_image", "add_document", "choose_document"} <= files
    assert found.permissions.filter(codename="submit_translation").exists()


def test_moderation_covers_every_article() -> None:
    assert [workflow.name for workflow in Workflow.objects.filter(active=True)] == ["Moderators approval"]
    assert home().get_workflow() is not None


def test_only_our_pages_are_offered() -> None:
    assert HelpHomePage.allowed_subpage_models() == [TopicPage]
    assert set(TopicPage.allowed_subpage_models()) == {TopicPage, ArticlePage}
    assert ArticlePage.allowed_subpage_models() == []
    assert [model for model in Page.allowed_subpage_models() if model.can_create_at(Page.get_first_root_node())] == [
        HelpHomePage
    ]


def test_every_icon_an_editor_can_choose_exists() -> None:
    drawn = Template("{% load lucide %}{% lucide name %}")
    assert all("<svg" in drawn.render(Context({"name": name})) for name, _ in ICONS)


def test_an_editor_may_not_touch_the_home_of_the_whole_site(as_user: Any, eva: User) -> None:
    answer = as_user(eva).post(f"/admin/pages/{home().pk}/delete/", {"next": "/admin/"})
    assert answer.status_code in (302, 403)
    assert HelpHomePage.objects.filter(pk=home().pk).exists()
