"""Addresses of the appraisers' desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
