"""Addresses of the unit's documents: the library, their use, their pages, the table of contents."""

from django.urls import path

from dossiers.views import choosing, contents, library, previews

_LIBRARY = "tai-lieu-don-vi/"
_DOCUMENT = f"{_LIBRARY}<int:pk>/"
_VERSION = f"{_DOCUMENT}ban/<int:number>/"
_USE = "tai-lieu/<int:use_pk>/"

urlpatterns = [
    path(_LIBRARY, library.library, name="library"),
    path(_DOCUMENT, library.document, name="document"),
    path(f"{_DOCUMENT}thong-tin/", library.describe, name="describe"),
    path(f"{_DOCUMENT}dung/", choosing.spread, name="spread"),
    path(_VERSION, previews.document_file, name="document_file"),
    path(f"{_VERSION}xem/", previews.document_preview, name="document_preview"),
    path(f"{_VERSION}xem/<int:page>/", previews.document_image, name="document_image"),
    path("ho-so/<int:pk>/tai-lieu/<str:code>/thu-vien/", choosing.pick, name="pick"),
    path("ho-so/<int:pk>/muc-luc/", contents.contents, name="contents"),
    path("ho-so/<int:pk>/muc-luc/in/", contents.print_contents, name="print_contents"),
    path(f"{_USE}xem/", previews.preview, name="preview"),
    path(f"{_USE}xem/<int:page>/", previews.preview_image, name="preview_image"),
    path(f"{_USE}thay/", choosing.replace, name="replace"),
    path(f"{_USE}sap-xep/", choosing.arrange, name="arrange"),
]
