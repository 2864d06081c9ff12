"""Addresses of the unit's own desk: entry, evidence, sending."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
