"""Copy the pinned third-party assets into the repository: ``make vendor``.

Runs only when a version in ``package.json`` changes. Node is needed here and nowhere else;
what the portal serves and what the tests use is committed under ``static/vendor`` and
``tests/vendor``, with its licence and its SHA-256 in ``static/vendor/MANIFEST.json``.

    npm ci                                  # into node_modules/, kept out of git
    python tools/vendor_assets.py           # copy, mend, subset, write the manifest
    python tools/vendor_assets.py --check   # compare the files with the manifest (no Node)

What is mended on the way, and why:

* GDS Transport and the royal crest are licensed to gov.uk alone: both are taken out.
* ``/assets/`` addresses become relative and source maps are dropped: the manifest storage of
  whitenoise refuses a style sheet that names a file it cannot find.
* Fonts are subset to Latin and Vietnamese, whole in one file per style: a family split by
  ``unicode-range`` prints garbage in WeasyPrint and costs a second request on screen.
"""

import argparse
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "vendor"
MANIFEST = VENDOR / "MANIFEST.json"

SCREEN_FAMILY = "QCDC Sans"

# Basic Latin, Latin-1, the Latin Extended letters Vietnamese uses (Ă Đ Ĩ Ũ Ơ Ư), combining
# marks (typed decomposed text still shows), Latin Extended Additional (Ạ … ỹ), punctuation,
# the dong sign, arrows and the comparison signs that rules in words use (Noto Sans lacks those
# two kinds: a screen takes them from the system, paper never does and has them in Tinos).
UNICODES = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *(0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323),
    *range(0x1EA0, 0x1EFA),
    *(0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x202F),
    *(0x20AB, 0x2116, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2260, 0x2264, 0x2265),
    *(0x25CB, 0x25CF),
]


@dataclass(frozen=True)
class Package:
    """One npm package: where its licence lies in it (or in static/vendor/licences)."""

    name: str
    licence: str
    licence_file: str
    licence_in_package: str | None = None


GOVUK = Package("govuk-frontend", "MIT", "govuk-frontend.txt")
MOJ = Package("@ministryofjustice/frontend", "MIT", "moj-frontend.txt")
NOTO = Package("@expo-google-fonts/noto-sans", "OFL-1.1", "noto-sans.txt", "LICENSE_FONT")
TINOS = Package("@expo-google-fonts/tinos", "OFL-1.1", "tinos.txt", "LICENSE_FONT")
TUS = Package("tus-js-client", "MIT", "tus-js-client.txt", "LICENSE")
AXE = Package("axe-core", "MPL-2.0", "axe-core.txt", "LICENSE")

FONTS = {
    NOTO: {
        "NotoSans_400Regular": "qcdc-sans-regular",
        "NotoSans_700Bold": "qcdc-sans-bold",
    },
    TINOS: {
        "Tinos_400Regular": "qcdc-tinos-regular",
        "Tinos_400Regular_Italic": "qcdc-tinos-italic",
        "Tinos_700Bold": "qcdc-tinos-bold",
        "Tinos_700Bold_Italic": "qcdc-tinos-bold-italic",
    },
}


def mended_css(text: str) -> str:
    """The style sheet without licensed fonts, crest, source map and absolute addresses."""
    text = re.sub(r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@font-face\{font-family:GDS Transport;[^}]*\}", "", text)
    text = text.replace("GDS Transport", f'"{SCREEN_FAMILY}"')
    text = re.sub(r"[\w-]+:url\(/assets/images/govuk-crest\.svg\)[^;}]*;?", "", text)
    text = text.replace("url(/assets/images/", "url(images/")
    return without_source_map(text)


def without_source_map(text: str) -> str:
    """The file without its pointer to a map that is not shipped."""
    return re.sub(r"(/\*|//)# sourceMappingURL=\S+( \*/)?", "", text).rstrip() + "\n"


def copy_frontends(modules: Path) -> dict[Package, list[Path]]:
    """Write the two frontends' compiled files; answer which file came from which package."""
    govuk = modules / GOVUK.name / "dist" / "govuk"
    moj = modules / MOJ.name / "moj"
    css = mended_css((moj / "moj-frontend.min.css").read_text())
    written = {
        GOVUK: [
            write(
                "govuk/govuk-frontend.min.css", mended_css(read(govuk, "govuk-frontend.min.css"))
            ),
            write(
                "govuk/govuk-frontend.min.js",
                without_source_map(read(govuk, "govuk-frontend.min.js")),
            ),
        ],
        MOJ: [
            write("moj/moj-frontend.min.css", css),
            write(
                "moj/sortable-table.mjs",
                without_source_map(
                    read(moj, "components/sortable-table/sortable-table.bundle.mjs")
                ),
            ),
        ],
    }
    for image in sorted(set(re.findall(r"url\(images/([\w.-]+)", css))):
        written[MOJ].append(write(f"moj/images/{image}", read(moj, f"assets/images/{image}")))
    return written


def read(folder: Path, name: str) -> str:
    """A text file of a package."""
    return (folder / name).read_text()


def write(name: str, content: str | bytes, *, folder: Path = VENDOR) -> Path:
    """Put one file under the vendor folder; answer its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def subset_font(source: Path, target: str) -> Path:
    """Cut one TrueType file to ``UNICODES`` and pack it as woff2 (needs fonttools, brotli)."""
    from fontTools import subset, ttLib

    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum", "liga"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
    )
    font = ttLib.TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    path = VENDOR / "fonts" / f"{target}.woff2"
    path.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(path), options)
    return path


def copy_fonts(modules: Path) -> dict[Package, list[Path]]:
    """Subset every font; answer which file came from which package."""
    written: dict[Package, list[Path]] = {}
    for package, files in FONTS.items():
        for source, target in files.items():
            style = source.split("_", 1)[1]
            ttf = modules / package.name / style / f"{source}.ttf"
            written.setdefault(package, []).append(subset_font(ttf, target))
    return written


def copy_uploader(modules: Path) -> dict[Package, list[Path]]:
    """Copy the client that sends large files in pieces."""
    text = without_source_map(read(modules / TUS.name, "dist/tus.min.js"))
    return {TUS: [write("tus/tus.min.js", text)]}


def copy_test_tools(modules: Path) -> dict[Package, list[Path]]:
    """Copy what only the tests use."""
    text = without_source_map(read(modules / AXE.name, "axe.min.js"))
    return {AXE: [write("axe.min.js", text, folder=TEST_VENDOR)]}


def keep_licence(modules: Path, package: Package) -> Path:
    """The licence text kept beside the files: from the package, else the committed one."""
    if package.licence_in_package is None:
        return VENDOR / "licences" / package.licence_file
    text = read(modules / package.name, package.licence_in_package)
    return write(f"licences/{package.licence_file}", text)


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def vendor(modules: Path) -> None:
    """Copy everything and write the manifest."""
    entries = []
    written = (
        copy_frontends(modules)
        | copy_uploader(modules)
        | copy_fonts(modules)
        | copy_test_tools(modules)
    )
    for package, paths in written.items():
        version = json.loads(read(modules / package.name, "package.json"))["version"]
        licence = keep_licence(modules, package)
        entries.append(
            {
                "name": package.name,
                "version": version,
                "licence": package.licence,
                "licence_file": str(licence.relative_to(ROOT)),
                "files": {str(p.relative_to(ROOT)): digest(p) for p in [*paths, licence]},
            }
        )
    write("MANIFEST.json", json.dumps(entries, indent=2, ensure_ascii=False) + "\n")


def differences() -> list[str]:
    """What differs between the files on disk and the manifest; empty when all is as vendored."""
    listed: dict[str, str] = {}
    for entry in json.loads(MANIFEST.read_text()):
        listed |= entry["files"]
    present = {
        str(path.relative_to(ROOT))
        for folder in (VENDOR, TEST_VENDOR)
        for path in folder.rglob("*")
        if path.is_file() and path != MANIFEST
    }
    found = [f"{name}: not in the manifest" for name in sorted(present - listed.keys())]
    for name, expected in sorted(listed.items()):
        if name not in present:
            found.append(f"{name}: missing")
        elif digest(ROOT / name) != expected:
            found.append(f"{name}: differs from the vendored bytes")
    return found


def main() -> int:
    """Command line; 0 when done or unchanged, 1 when ``--check`` finds a difference."""
    parser = argparse.ArgumentParser(description="Vendor the portal's third-party assets.")
    parser.add_argument("--check", action="store_true", help="only compare with the manifest")
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules")
    arguments = parser.parse_args()
    if not arguments.check:
        vendor(arguments.modules)
    found = differences()
    print("\n".join(found) or "Vendored assets match the manifest.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
