"""Addresses of what people are told, and of who is here now."""

from django.urls import path

from dossiers.views import notices

urlpatterns = [
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read_notices, name="read_notices"),
    path("thong-bao/<int:pk>/", notices.notice, name="notice"),
    path("ho-so/<int:pk>/dang-lam/", notices.presence, name="presence"),
]
