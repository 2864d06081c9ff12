"""Handing out stored bytes; who may have them is asked before."""

from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django_sendfile import sendfile


def stream(request: HttpRequest, file: FieldFile, *, media_type: str) -> HttpResponseBase:
    """Stream a file: by the web server where it lies on disk, else from the object store."""
    if isinstance(default_storage, FileSystemStorage):
        return sendfile(request, file.path, mimetype=media_type)
    return FileResponse(file.open(), content_type=media_type)
