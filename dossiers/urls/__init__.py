"""Addresses of the dossiers app, one module for each desk."""

from dossiers.urls import (
    administration,
    desk,
    library,
    notices,
    papers,
    registration,
    results,
    review,
    workbook,
)

app_name = "dossiers"
urlpatterns = [
    *desk.urlpatterns,
    *library.urlpatterns,
    *workbook.urlpatterns,
    *notices.urlpatterns,
    *papers.urlpatterns,
    *registration.urlpatterns,
    *review.urlpatterns,
    *results.urlpatterns,
    *administration.urlpatterns,
]
