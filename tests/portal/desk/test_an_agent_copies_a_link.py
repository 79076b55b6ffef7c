from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kb.models import ArticlePage
from kb.short_links import code_of
from portal.accounts.models import User
from portal.desk.articles.proposals import Proposal
from portal.desk.case import facts
from returns.models import Case


def test_each_proposed_article_has_a_short_link_to_copy(
    question: Case, article: ArticlePage, mia: User, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "proposals", lambda *_any: [Proposal(article.pk, article.title, article.url)])
    page = BeautifulSoup(as_user(mia).get(reverse("desk:case", args=[question.reference])).content, "html.parser")
    copied = [button["data-w-clipboard-value-param"] for button in page.select(".desk-copy")]
    assert copied == [f"https://testserver/a/{code_of(article.pk)}/"]
