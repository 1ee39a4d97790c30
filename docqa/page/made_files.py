"""Files that are made when a person asks for them: the button, and that a slow browser still gets its file."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from streamlit import runtime

# A thread of no tab's is warned of in the terminal; a file is made in one.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)

KEPT_AT = "made-file"  # one is kept, of all tabs: until the next one is made


def offer_file(label: str, make: Callable[[], bytes | str], name: str, mime: str, **button: Any) -> None:
    """A button at which a file is made and given to the browser; the page is not drawn anew for that."""
    st.download_button(label, partial(_kept, make, name, mime), name, mime, on_click="ignore", **button)


def _kept(make: Callable[[], bytes | str], name: str, mime: str) -> bytes:
    """What was made. Streamlit would forget it when parts of the page have been drawn twice, which takes a second."""
    made = make()
    content = made.encode() if isinstance(made, str) else made
    # Files are forgotten that no tab shows; this runs in a thread of none, and what such a one adds stays.
    runtime.get_instance().media_file_mgr.add(content, mime, KEPT_AT, name, is_for_static_download=True)
    return content
