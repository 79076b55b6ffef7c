from django.urls import path

from kb import feeds
from kb.feedback import views as feedback
from kb.search import views
from kb.tips import views as tips

app_name = "kb"
urlpatterns = [
    path("feed/", feeds.home_feed, name="feed"),
    path("feed/<number:topic>/", feeds.topic_feed, name="topic_feed"),
    path("search/", views.results, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
    path("vote/<number:pk>/", feedback.vote, name="vote"),
    path("vote/<number:pk>/why/", feedback.why, name="why"),
    path("tip/<number:article>/", tips.tip, name="tip"),
    path("tip/<number:pk>/helpful/", tips.helpful, name="tip_helpful"),
]
