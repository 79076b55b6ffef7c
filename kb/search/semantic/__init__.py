"""The optional extra [semantic]: finds articles that mean the same in other words, or in another language.

Off by default (SEARCH_SEMANTIC), and lexical search is complete without it. Numpy comes with the extra, so only
`embedder`, `blending` and `making` may be imported before it is switched on.
"""
