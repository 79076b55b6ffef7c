from django.urls import include, path

from returns import views
from returns.calendar.views import deadlines
from returns.complaints.urls import urlpatterns as complaints
from returns.hours.views import promised
from returns.passport.urls import urlpatterns as passport
from returns.starting.urls import urlpatterns as starting
from returns.withdrawing.urls import urlpatterns as withdrawing

app_name = "cases"
urlpatterns = [
    path("cases/", views.case_list, name="list"),
    *starting,
    path("contact/promise/", promised, name="promise"),
    path("cases/<slug:reference>/", views.case_detail, name="detail"),
    path("cases/<slug:reference>/", include("returns.logistics.urls")),
    path("cases/<slug:reference>/deadlines.ics", deadlines, name="deadlines"),
    path("cases/<slug:reference>/cancel/", views.case_end, {"verb": "cancel"}, name="cancel"),
    path("cases/<slug:reference>/close/", views.case_end, {"verb": "close"}, name="close"),
    path("cases/<slug:reference>/files/<int:pk>/<slug:size>/", views.attachment, name="attachment"),
    *withdrawing,
    *complaints,
    *passport,
]
