"""A real server and a real browser for the tests of the page as a person uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.app import CHROMIUM, PATIENCE, App


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Without a GPU Chromium would compute one, which takes longer than drawing without.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = App(tmp_path_factory.mktemp("served"))
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
