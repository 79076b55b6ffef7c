"""What search keeps of every article beside the index: its words, and with the extra [semantic] its meaning."""

from django.db import models


class ArticleWords(models.Model):
    """An article's words as they are compared with a question's: the database searches them when there is no index.

    Tokens joined by spaces. `shapes` are what makes up for endings and slips, each kind with a mark in front.
    """

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=12, db_index=True)
    title = models.TextField()
    summary = models.TextField()
    body = models.TextField()
    shapes = models.TextField()
    # Of the texts these words were made from: says whether the vectors are of the same.
    digest = models.CharField(max_length=32)


class ArticleVector(models.Model):
    """What an article means, as the model of the extra [semantic] sees it: half-precision numbers, length one."""

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=12)
    model = models.CharField(max_length=40)
    digest = models.CharField(max_length=32)
    title = models.BinaryField()
    body = models.BinaryField()
    made_at = models.DateTimeField(db_index=True)
