"""Addresses of the registration: the unit's form, and the list of those who decide on it."""

from django.urls import path

from dossiers.views import registration

_OF_DOSSIER = "ho-so/<int:pk>/dang-ky/"

urlpatterns = [
    path("dang-ky/", registration.registrations, name="registrations"),
    path("dang-ky/phe-duyet/", registration.approve, name="approve_registrations"),
    path(_OF_DOSSIER, registration.registration, name="registration"),
    path(f"{_OF_DOSSIER}luu/", registration.save, name="save_registration"),
    path(f"{_OF_DOSSIER}gui/", registration.send, name="send_registration"),
    path(f"{_OF_DOSSIER}tra-lai/", registration.give_back, name="return_registration"),
    path(f"{_OF_DOSSIER}in/", registration.print_registration, name="print_registration"),
]
