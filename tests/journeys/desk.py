"""What people do at the pages of one dossier."""

from collections.abc import Mapping, Sequence

from playwright.sync_api import FilePayload, Locator, Page, expect

Typed = str | Sequence[str]


def row(page: Page, code: str) -> Locator:
    """Return the row of one leaf."""
    return page.locator(f'[data-criterion="{code}"]')


def type_figures(page: Page, code: str, figures: Mapping[str, Typed]) -> None:
    """Type figures, tick boxes and choose options; nothing is pressed."""
    for name, value in figures.items():
        found = row(page, code).locator(f'[data-field="{name}"]')
        if isinstance(value, str) and found.first.get_attribute("type") not in (
            "radio",
            "checkbox",
        ):
            found.fill(value)
            continue
        for each in [value] if isinstance(value, str) else value:
            row(page, code).locator(f'[data-field="{name}"][value="{each}"]').check()


def explain(page: Page, code: str, text: str) -> Locator:
    """Write the explanation of a leaf; returns where it stands."""
    note = row(page, code).locator("[data-field=explanation]")
    if not note.is_visible():
        row(page, code).locator("summary", has_text="Giải thích").click()
    note.fill(text)
    return note


def expect_saved(page: Page, code: str) -> None:
    """Wait until the row says that it is saved."""
    expect(row(page, code).locator(".saved")).to_contain_text("Đã lưu")


def expect_points(page: Page, code: str, points: str) -> None:
    """Expect what the row shows as its points."""
    expect(row(page, code).locator(".score strong").first).to_have_text(points)


def pdf(content: bytes, name: str = "báo cáo.pdf") -> FilePayload:
    """Return bytes as a chosen file."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def send_evidence(
    page: Page, code: str, *, file: FilePayload | None = None, link: str = ""
) -> None:
    """Fill in the form of a leaf's evidence and send it.

    By the keyboard: the answer to a row above may move the page under a press of the mouse.
    """
    form = row(page, code).locator("form[data-form=evidence]")
    if not form.is_visible():
        row(page, code).locator("summary", has_text="Thêm tài liệu").press("Enter")
    if file is not None:
        form.locator("[data-field=file]").set_input_files(file)
    if link:
        form.locator("[data-field=link]").fill(link)
    form.get_by_role("button", name="Tải lên").press("Enter")


def confirm(page: Page, form: str, *, words: Mapping[str, str] | None = None) -> None:
    """Press the button that asks once more, fill in what it asks for, and say yes."""
    page.locator("details[data-confirm]").filter(
        has=page.locator(f"form[data-form={form}]")
    ).locator("summary").first.click()
    asked = page.locator(f"dialog form[data-form={form}]")
    for name, text in (words or {}).items():
        asked.locator(f"[name={name}]").fill(text)
    asked.locator("button[type=submit]").click()
