"""Addresses of the dossiers app, one module for each desk."""

from dossiers.urls import administration, desk, results, review, workbook

app_name = "dossiers"
urlpatterns = [
    *desk.urlpatterns,
    *workbook.urlpatterns,
    *review.urlpatterns,
    *results.urlpatterns,
    *administration.urlpatterns,
]
