from kb.models.article import ArticlePage
from kb.models.feedback import Vote
from kb.models.flags import ArticleFlag
from kb.models.indexed import ArticleVector, ArticleWords
from kb.models.pages import HelpHomePage, TopicPage
from kb.models.reading import ArticleDay, ArticleView, ReadingDay
from kb.models.related import RelatedArticle
from kb.models.search import IndexDue, Synonym
from kb.models.searches import SearchHandling, SearchQuery
from kb.models.states import StateArticle
from kb.models.tips import Tip
from kb.models.trail import NoTrail, TrailPage
from kb.models.variables import ArticleVariable, ShopVariable, VariableChange, VariableValue

__all__ = [
    "ArticleDay",
    "ArticleFlag",
    "ArticlePage",
    "ArticleVariable",
    "ArticleVector",
    "ArticleView",
    "ArticleWords",
    "HelpHomePage",
    "IndexDue",
    "NoTrail",
    "ReadingDay",
    "RelatedArticle",
    "SearchHandling",
    "SearchQuery",
    "ShopVariable",
    "StateArticle",
    "Synonym",
    "Tip",
    "TopicPage",
    "TrailPage",
    "VariableChange",
    "VariableValue",
    "Vote",
]
