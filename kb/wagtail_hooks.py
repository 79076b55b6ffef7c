"""The help centre's entries in the Wagtail admin."""

from importlib import import_module

from wagtail import hooks

from kb.state_articles import StateArticleViewSet

# What readers say and leave behind has its entries beside its code.
import_module("kb.editing.hooks")
import_module("kb.feedback.hooks")
import_module("kb.flags.hooks")
import_module("kb.search.hooks")
import_module("kb.figures.hooks")
import_module("kb.trail.hooks")
import_module("kb.tips.hooks")
import_module("kb.linking")


@hooks.register("register_admin_viewset")
def state_articles() -> StateArticleViewSet:
    return StateArticleViewSet("state_articles")
