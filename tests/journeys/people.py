"""Who a journey signs in as, and what everybody does in a browser."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from playwright.sync_api import BrowserContext, Page, expect

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# A busy machine of two cores answers slowly now and then.
PATIENCE_MS = 15_000


@dataclass(frozen=True)
class Account:
    """One account of the manifest."""

    username: str
    password: str
    unit: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        """Return the account of a manifest entry."""
        return cls(row["username"], row["password"], row["roles"][0]["unit"])


@dataclass
class Person:
    """Somebody at a browser of their own."""

    account: Account
    context: BrowserContext
    page: Page

    def sign_in(self, *, password: str = "", then: str = "/") -> Page:
        """Sign in through the form and open ``then``."""
        page = self.page
        page.goto(f"/dang-nhap/?next={then}")
        fill_login(page, self.account.username, password or self.account.password)
        expect(page.locator("body")).to_have_attribute("data-user", self.account.username)
        # The page's scripts are there too: on a busy machine they come well after its first words.
        page.wait_for_load_state("load")
        return page


def fill_login(page: Page, username: str, password: str) -> None:
    """Fill in and send the login form that the page shows."""
    form = page.locator("form[data-form=login]")
    form.locator("[name=username]").fill(username)
    form.locator("[name=password]").fill(password)
    form.get_by_role("button", name="Đăng nhập").click()


def newcomer(
    new_context: Callable[..., BrowserContext],
    address: str,
    account: Account,
    *,
    size: dict[str, int] = DESK,
) -> Person:
    """Return somebody who has just opened a browser of their own."""
    context = new_context(
        base_url=address,
        viewport=size,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        has_touch=size == PHONE,
    )
    context.set_default_timeout(PATIENCE_MS)
    return Person(account, context, context.new_page())
