"""A real server and a real browser for the tests of the page as a person uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.support.app import CHEAPLY, CHROMIUM, PATIENCE, App


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The browser's folder: with its cache Streamlit's scripts are loaded and compiled once, not for every test."""
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="package")
def browser(profile: Path) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=["--no-sandbox", *CHEAPLY],
            viewport={"width": 1280, "height": 900},
        )
        browser.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    """A tab that knows nothing of those before it."""
    browser.clear_cookies()
    yield browser.new_page()
    _, *opened = browser.pages  # the first is the browser's own, without which it would end
    for tab in opened:
        if tab.url.startswith("http"):
            tab.evaluate("localStorage.clear()")
        tab.close()


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = App(tmp_path_factory.mktemp("served"), DOCQA_MAX_FILE_MB="1")  # what is too large for it need not be large
    app.start()
    yield app
    app.kill()


@pytest.fixture
def app(shared_app: App) -> App:
    """A server with an empty library, which tests before this one have used: to start one takes longer than most."""
    shared_app.empty()
    return shared_app


@pytest.fixture
def fresh_app(tmp_path: Path) -> Iterator[App]:
    """A server of this test alone, which may end it."""
    app = App(tmp_path)
    app.start()
    yield app
    app.kill()
