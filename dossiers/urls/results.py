"""Addresses of aggregation, publication and papers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
