from django.urls import path

from kb import feeds
from kb.feedback import views as feedback
from kb.search import views
from kb.tips import views as tips

app_name = "kb"
urlpatterns = [
    path("feed/", feeds.home_feed, name="feed"),
    path("feed/<int:topic>/", feeds.topic_feed, name="topic_feed"),
    path("search/", views.results, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
    path("vote/<int:pk>/", feedback.vote, name="vote"),
    path("vote/<int:pk>/why/", feedback.why, name="why"),
    path("tip/<int:article>/", tips.tip, name="tip"),
    path("tip/<int:pk>/helpful/", tips.helpful, name="tip_helpful"),
]
