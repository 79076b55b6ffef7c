from django.urls import path

from kb.feedback import views as feedback
from kb.search import views
from kb.tips import views as tips

app_name = "kb"
urlpatterns = [
    path("search/", views.results, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
    path("vote/<int:pk>/", feedback.vote, name="vote"),
    path("vote/<int:pk>/why/", feedback.why, name="why"),
    path("tip/<int:article>/", tips.tip, name="tip"),
    path("tip/<int:pk>/helpful/", tips.helpful, name="tip_helpful"),
]
