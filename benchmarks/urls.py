"""The portal's addresses and, beside them, views that only benchmarks look at."""

from django.urls import include, path

urlpatterns = [path("", include("qcdc.urls"))]
