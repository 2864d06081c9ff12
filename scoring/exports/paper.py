"""Paper by WeasyPrint: our own sheet and fonts by name, no network and no other file.

The module is imported in the worker only; it takes a second and 85 MB.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# Addresses in the sheet: "font:tinos-regular". Anything else is refused.
SCHEME = "font"
FONTS = {
    f"tinos-{face}": f"vendor/fonts/qcdc-tinos-{face}.woff2"
    for face in ("regular", "bold", "italic", "bold-italic")
}
SHEET = "css/paper.css"


class OwnFontsOnly(URLFetcher):
    """Gives out our fonts by name; refuses every other address, local files included."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the font that ``url`` names. Raises ``ValueError`` for anything else."""
        parts = urlsplit(url)
        if parts.scheme != SCHEME or parts.path not in FONTS:
            raise ValueError(f"Paper may not fetch {url!r}.")
        return URLFetcherResponse(url, _static(FONTS[parts.path]).read_bytes())


def render(template: str, context: dict[str, Any]) -> bytes:
    """Return the PDF of a template under ``templates/pdf``."""
    fetcher = OwnFontsOnly()
    sheet, fonts = _sheet()
    page = HTML(string=render_to_string(template, context), url_fetcher=fetcher)
    made: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts)
    return made


@lru_cache(maxsize=1)
def _sheet() -> tuple[CSS, FontConfiguration]:
    """Read the style sheet and its fonts once for each worker process."""
    fonts = FontConfiguration()
    text = _static(SHEET).read_text(encoding="utf-8")
    return CSS(string=text, url_fetcher=OwnFontsOnly(), font_config=fonts), fonts


def _static(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found)
