"""What the desk itself keeps; cases are returns' own."""

from portal.desk.models.article_draft import ArticleDraft
from portal.desk.models.article_link import ArticleLink
from portal.desk.models.customers import CustomerMerge, CustomerNote, OrderPhone

__all__ = ["ArticleDraft", "ArticleLink", "CustomerMerge", "CustomerNote", "OrderPhone"]
