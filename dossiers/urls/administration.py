"""Addresses of the administrator's desk: deadlines, extensions, journal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
