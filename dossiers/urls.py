"""Addresses of the dossiers app."""

from django.urls.resolvers import URLPattern

app_name = "dossiers"
urlpatterns: list[URLPattern] = []
