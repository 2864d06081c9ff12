"""Addresses of the scoring app."""

from django.urls import path

from scoring import views

app_name = "scoring"
urlpatterns = [
    path("bo-tieu-chi/", views.criteria, name="criteria"),
    path("bo-tieu-chi/<int:pk>/", views.criteria_set, name="criteria_set"),
    path("dot-cham-diem/", views.campaigns, name="campaigns"),
    path("dot-cham-diem/<slug:code>/", views.campaign, name="campaign"),
]
