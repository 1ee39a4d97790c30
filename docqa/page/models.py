"""Which models answer and search, what would be better, and what leaves the machine: below the library."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from docqa.engines.base import BUILTIN, Role, shown_name
from docqa.page.shared import close_dialog, draw_again, errors_shown, escape, open_dialog, page_state
from docqa.workspace import Workspace

MODELS_SECONDS = 2.0  # how often the models are looked at: Ollama may have been started


@st.fragment(run_every=MODELS_SECONDS)
@errors_shown()
def draw_models(workspace: Workspace) -> None:
    """Which model answers and what would be better, always in sight; the choices folded."""
    engines = workspace.engines
    chats, embedders = engines.chat_names(), engines.embedder_names()
    drawn, writer = page_state().writer, workspace.writer_name
    page_state().writer = writer
    if chats:
        name = workspace.chat_choice or chats[0]
        measured = engines.measured(name)
        doing = "choosing among quotations" if engines.role(name) is Role.CHOOSES else "writing"
        basis = f", {measured.basis}" if measured else ""
        st.caption(f"{'Answering' if name == BUILTIN else f'Now {doing}'}: **{escape(shown_name(name))}**{basis}")
    advices = engines.advice()
    for advice in advices:
        st.caption(escape(advice.text))
        if advice.pull:
            draw_download(workspace, advice.pull, advice.size)
    for name in workspace.downloads.names():
        if name not in [advice.pull for advice in advices]:
            draw_download(workspace, name)
    remote = workspace.settings.remote_hosts
    if remote:
        st.warning(f"The documents' text goes to {', '.join(remote)}, as OLLAMA_HOST or CHROMA_URL says.")
    cloud = workspace.settings.allowed_cloud_model
    if cloud:
        st.warning(f"{escape(cloud)} is a cloud model: questions to it, and passages, leave this machine.")
    with st.expander("Models and privacy", icon=":material/tune:"):
        chat = draw_choice("Writes or chooses", chats, workspace.chat_choice, "chat_choice", shown_name)
        if chat != workspace.chat_choice:
            workspace.chat_choice = chat
            st.rerun()
        embedder = draw_choice("Search", embedders, workspace.embedder_choice, "embedder_choice", embedder_name)
        if embedder != workspace.embedder_choice:
            workspace.embedder_choice = embedder
            st.rerun()
        if engines.offers() and st.button("What fits this machine", icon=":material/speed:", type="tertiary"):
            open_dialog(partial(list_offers, workspace))
        for model in engines.kept.models():
            size = f"{model.size / 1e9:.1f} GB"
            label = f"Remove {escape(model.name)} ({size})"
            if not model.is_ollamas_file and st.button(label, icon=":material/delete:", type="tertiary", wrap=True):
                open_dialog(partial(ask_before_removing, workspace, model.name, size))
        draw_trials(workspace, [name for name in chats if name != BUILTIN])
        if not remote and not cloud:
            st.caption("Everything stays on this machine: documents, questions and answers.")
    if drawn not in (None, writer):  # behind all else, so that no click is lost
        draw_again()  # the answers offer to be written with it


@st.dialog("Models that fit this machine", width="medium", on_dismiss=close_dialog)
@errors_shown()
def list_offers(workspace: Workspace) -> None:
    """The models worth getting, with how fast this machine would be with each."""
    engines = workspace.engines
    speed, measuring = None, "Measuring how fast this machine is with models. It takes a few seconds."
    with st.spinner(measuring), errors_shown():
        speed = engines.speed()
    if speed:
        st.caption("The speeds were measured once since docqa was started, beside whatever else this machine did.")
        if st.button("Measure again", icon=":material/refresh:", type="tertiary"):
            with st.spinner(measuring), errors_shown():
                engines.speed(anew=True)
                st.rerun()
    if not workspace.settings.is_offline:
        st.caption(f"*Get* gets the model at once. {escape(engines.pull_notice)}")
    for offer in engines.offers():
        with st.container(border=True):
            st.markdown(f"**{escape(offer.name)}** {offer.good_for}")
            told = f" Here it {speed.told(offer.size)}." if speed and not offer.searches else ""
            st.caption(f"{offer.needs}. {offer.terms}.{told}")
            if engines.is_here(offer.name):
                st.caption(":material/check: Installed")
            elif not engines.fits(offer):
                st.caption("It is too large for the memory of this machine.")
            elif workspace.downloads.get(offer.name):
                st.caption("On its way: see the bar in the sidebar.")
            elif not workspace.settings.is_offline and st.button("Get", key=f"offer-{offer.name}"):
                workspace.downloads.start(offer.name)
                close_dialog()
                st.rerun()


@st.dialog("Remove a model", on_dismiss=close_dialog)
@errors_shown()
def ask_before_removing(workspace: Workspace, name: str, size: str) -> None:
    """It would have to be got again."""
    st.markdown(f"The file of **{escape(name)}** is deleted: {size}. Answers that it wrote stay.")
    if st.button("Remove", type="primary", icon=":material/delete:", key=f"remove-{name}"):
        workspace.engines.kept.remove(name)
        if workspace.chat_choice not in workspace.engines.chat_names():
            workspace.chat_choice = ""
        close_dialog()
        st.rerun()


def draw_trials(workspace: Workspace, names: list[str]) -> None:
    """How the models did that were tried on questions of this person's, side by side."""
    measured = {name: found for name in names if (found := workspace.engines.measured(name)) and found.trial}
    if not measured:
        return
    st.caption("Tried on your questions")
    rows = [
        {
            "Model": shown_name(name),
            "Right": f"{trial.right} of {found.questions}",
            "Wrong, as supported": trial.wrong,
            "Supported": trial.supported,
            "In loops": trial.looped,
            "Seconds": round(trial.seconds),
        }
        for name, found in measured.items()
        if (trial := found.trial)
    ]
    st.dataframe(rows, hide_index=True)


def draw_choice(label: str, names: list[str], chosen: str, key: str, name_of: Callable[[str], str]) -> str:
    """The model that is chosen now; "" is the first, the default, which follows what is installed."""
    if not names:
        return chosen
    options = names if chosen in ("", *names) else [*names, chosen]  # one that was taken away since can be left
    index = options.index(chosen) if chosen else 0
    name = st.selectbox(label, options, index=index, format_func=name_of, key=f"{key}-{len(options)}")
    if name == chosen:
        return chosen
    return "" if name == names[0] else name


def embedder_name(name: str) -> str:
    """What a person calls a model that searches."""
    return "the built-in model" if name == BUILTIN else name


def draw_download(workspace: Workspace, name: str, size: int = 0) -> None:
    """A button that gets a model of `size` bytes (0: not known), or how far it has come."""
    download = workspace.downloads.get(name)
    told_size = f" ({size / 1e9:.1f} GB)" if size else ""
    verb = "Go on with" if download and download.is_paused else "Get"
    if download and not download.error:
        st.progress(download.share, text=escape(download.describe()))
    with st.container(horizontal=True):
        if (not download or download.error or download.is_paused) and st.button(
            f"{verb} {name}{told_size}", key=f"pull-{name}", icon=":material/download:", wrap=True
        ):
            workspace.downloads.start(name)
            st.rerun()
        if download and not download.error:
            if not (download.is_paused or workspace.engines.is_ollamas_to_pull) and st.button(
                "Pause", key=f"pause-{name}", icon=":material/pause:", type="tertiary"
            ):
                workspace.downloads.pause(name)
                st.rerun()
            if st.button("Cancel", key=f"cancel-{name}", icon=":material/close:", type="tertiary"):
                workspace.downloads.cancel(name)
                st.rerun()
    if download and download.error:
        st.error(escape(download.error))
