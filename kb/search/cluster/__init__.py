"""Articles ranked by Elasticsearch or OpenSearch, with the tokens of our own analysis.

`elasticsearch.py` and `opensearch.py` are Wagtail's backends of that name; what they index of an article is joined by
its tokens, and `asking.py` puts a question to them the way `kb.search.ranking` puts it to Whoosh.
"""
