"""Every address of the portal. Closed unless the view is marked ``login_not_required``."""

from django.urls import include, path

from qcdc import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("scoring.urls")),
    path("", include("dossiers.urls")),
]

handler400 = "qcdc.errors.bad_request"
handler403 = "qcdc.errors.forbidden"
handler404 = "qcdc.errors.not_found"
handler500 = "qcdc.errors.server_error"
