"""What the page says when docqa was closed: the browser alone can say it then, so it is told beforehand."""

import streamlit as st

from docqa.page.shared import ASSETS
from docqa.settings import ROOT

closed = st.components.v2.component("closed", js=(ASSETS / "closed.js").read_text("utf-8"))


def tell_how_to_start() -> None:
    """Let the browser know how docqa is started again."""
    body = (
        f"Start it again with “make run” in {ROOT}, and open the address that is printed there. "
        "What was asked is kept, and an answer that was being written as far as it came."
    )
    closed(key="closed", data={"title": "docqa was closed", "body": body})
