"""What the desk itself keeps; cases are returns' own."""

from portal.desk.models.article_link import ArticleLink

__all__ = ["ArticleLink"]
