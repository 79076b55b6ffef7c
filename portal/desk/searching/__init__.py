"""Finding cases by their words, whoever wrote them."""
