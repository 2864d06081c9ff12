"""Where static files are, remembered: every page names forty of them, and none ever moves."""

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# An import of a script's part, at once or when it is needed, and how each is written with the
# part's name in earnest.
_IMPORTS = (
    (
        r'(?m)^(?P<matched>import (?P<names>[^;"]+) from "(?P<url>\.{1,2}/[^"]+)";)$',
        'import %(names)s from "%(url)s";',
    ),
    (r'(?P<matched>import\("(?P<url>\.{1,2}/[^"]+)"\))', 'import("%(url)s")'),
)


class _Remembering(Storage):
    """Keeps each file's address for the life of the process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str | None, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a static file; ``force`` is for those who collect them."""
        storage: Any = super()
        if force:
            return str(storage.url(name, force=force))
        if name not in self._addresses:
            self._addresses[name] = storage.url(name)
        return self._addresses[name]


class PlainStorage(_Remembering, StaticFilesStorage):
    """Files under their own names, for development and tests."""


class HashedStorage(_Remembering, CompressedManifestStaticFilesStorage):
    """Files named by their content and compressed, as they are served in earnest.

    Browsers keep such a file for good, so a script of ours that imports its parts asks for them by
    these names too. Parts that import one another in a circle would never come to rest.
    """

    # Django can do this for every script, and then stumbles over one that a package brings along.
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _IMPORTS))
