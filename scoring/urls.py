"""Addresses of the scoring app."""

from django.urls.resolvers import URLPattern

app_name = "scoring"
urlpatterns: list[URLPattern] = []
