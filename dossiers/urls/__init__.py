"""Addresses of the dossiers app, one module for each desk."""

from dossiers.urls import administration, desk, results, review

app_name = "dossiers"
urlpatterns = [
    *desk.urlpatterns,
    *review.urlpatterns,
    *results.urlpatterns,
    *administration.urlpatterns,
]
