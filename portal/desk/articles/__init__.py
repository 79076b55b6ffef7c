"""Articles at the desk: which to answer with, what became of each link, drafts from cases, flags for editors."""

from portal.desk.articles.pages import (
    address,
    addresses_in,
    article_at,
    path_of,
    readable,
    replace_addresses,
    with_article,
)

__all__ = ["address", "addresses_in", "article_at", "path_of", "readable", "replace_addresses", "with_article"]
