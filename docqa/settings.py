"""Where things are and which models are meant: from the environment and `.env`, with defaults that serve."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from docqa.errors import SettingsError

Engine = Literal["auto", "ollama", "builtin"]

ROOT = Path(__file__).resolve().parent.parent
CHAT_MODEL = "deepseek-r1:1.5b"
CHAT_MODEL_BYTES = 1_117_000_000  # to be downloaded for it
EMBED_MODEL = "nomic-embed-text"
OLLAMA_PORT = 11434
REGISTRY_URL = "https://registry.ollama.ai"
# Where an Ollama keeps its models: the person's own, and the service that its installer makes on Linux.
OLLAMA_MODELS_DIRS = ("~/.ollama/models", "/usr/share/ollama/.ollama/models")


@dataclass(frozen=True, slots=True)
class Settings:
    """All of docqa's settings. `from_env` reads them; tests build them directly."""

    data_dir: Path = ROOT / "data"
    chroma_dir: Path = ROOT / "chroma_db"
    engine: Engine = "auto"
    chat_model: str = CHAT_MODEL
    embed_model: str = EMBED_MODEL
    ollama_url: str = f"http://127.0.0.1:{OLLAMA_PORT}"
    chroma_url: str = ""  # a Chroma server instead of `chroma_dir`
    allowed_cloud_model: str = ""  # the one Ollama cloud model the person has allowed by name
    max_file_mb: int = 200
    watch_dir: Path | None = None  # a folder whose PDFs come and go by themselves
    registry_url: str = REGISTRY_URL  # where a chat model can be got from without Ollama
    is_offline: bool = False  # no model is got from anywhere
    ollama_models_dir: Path | None = None  # where an Ollama of this machine keeps its models
    is_page_open: bool = False  # to everyone who can open a socket on this machine

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Settings from `env`; by default the process's environment over `.env` in the project's folder.

        Raises SettingsError for a value that cannot be used.
        """
        if env is None:
            from dotenv import dotenv_values

            env = {k: v for k, v in dotenv_values(ROOT / ".env").items() if v is not None} | dict(os.environ)
        get = {k: v.strip() for k, v in env.items() if v.strip()}.get
        engine = get("DOCQA_ENGINE", "auto").lower()
        if engine not in get_args(Engine):
            raise SettingsError(f"DOCQA_ENGINE is {engine!r}; set it to auto, ollama or builtin.")
        watch_dir = get("DOCQA_WATCH_DIR", "")
        try:
            max_file_mb = int(get("DOCQA_MAX_FILE_MB", "200"))
            if max_file_mb < 1:
                raise ValueError(max_file_mb)
        except ValueError as exc:
            raise SettingsError("DOCQA_MAX_FILE_MB must be a whole number of megabytes, such as 200.") from exc
        return cls(
            data_dir=Path(get("DOCQA_DATA_DIR", str(ROOT / "data"))).expanduser(),
            chroma_dir=Path(get("DOCQA_CHROMA_DIR", str(ROOT / "chroma_db"))).expanduser(),
            engine=engine,  # type: ignore[arg-type]  # checked above
            chat_model=get("DOCQA_CHAT_MODEL", CHAT_MODEL),
            embed_model=get("DOCQA_EMBED_MODEL", EMBED_MODEL),
            ollama_url=ollama_url(get("OLLAMA_HOST", "")),
            chroma_url=get("CHROMA_URL", ""),
            allowed_cloud_model=get("DOCQA_ALLOW_CLOUD_MODEL", ""),
            max_file_mb=max_file_mb,
            watch_dir=Path(watch_dir).expanduser() if watch_dir else None,
            registry_url=registry_url(get("DOCQA_REGISTRY", REGISTRY_URL)),
            is_offline=_is_on("DOCQA_OFFLINE", get("DOCQA_OFFLINE", "")),
            ollama_models_dir=ollama_models_dir(get("OLLAMA_MODELS", "")),
            is_page_open=_is_on("DOCQA_OPEN", get("DOCQA_OPEN", "")),
        )

    @property
    def pdf_dir(self) -> Path:
        return self.data_dir / "pdfs"

    @property
    def database(self) -> Path:
        return self.data_dir / "library.sqlite3"

    @property
    def models_dir(self) -> Path:
        """Where the chat models lie that docqa got itself."""
        return self.data_dir / "models"

    @property
    def own_model(self) -> Path | None:
        """The GGUF file that DOCQA_CHAT_MODEL names, if it names one in the place of a model of Ollama's."""
        return Path(self.chat_model).expanduser() if is_file_name(self.chat_model) else None

    @property
    def remote_hosts(self) -> tuple[str, ...]:
        """The machines other than this one that will see the documents' text."""
        hosts = (urlsplit(url).hostname or "" for url in (self.ollama_url, self.chroma_url) if url)
        return tuple(host for host in hosts if not is_loopback(host))


def _is_on(name: str, value: str) -> bool:
    """Whether a switch is on; SettingsError when it cannot be told.

    >>> [_is_on("DOCQA_OPEN", value) for value in ("1", "true", "0", "no", "")]
    [True, True, False, False, False]
    """
    meanings = {True: ("1", "true", "yes", "on"), False: ("0", "false", "no", "off", "")}
    for meaning, words in meanings.items():
        if value.lower() in words:
            return meaning
    raise SettingsError(f"{name} is {value!r}; set it to 1 or 0.")


def is_file_name(model: str) -> bool:
    """Whether a chat model is named by its file: a name of Ollama's neither begins so nor ends so.

    >>> [is_file_name(name) for name in ("Qwen3-4B.GGUF", "/blobs/sha256-0f", "~/mine", "./mine", "deepseek-r1:1.5b")]
    [True, True, True, True, False]
    """
    return model.lower().endswith(".gguf") or model.startswith(("~", ".")) or Path(model).is_absolute()


def ollama_models_dir(named: str, usual: Sequence[str] = OLLAMA_MODELS_DIRS) -> Path:
    """Where an Ollama of this machine keeps its models: where it is `named`, else the first usual folder that is."""
    folders = [Path(name).expanduser() for name in ([named] if named else usual)]
    return next((folder for folder in folders if os.path.isdir(folder)), folders[0])  # one that is shut is none


def registry_url(url: str) -> str:
    """The address of a registry; SettingsError for one that somebody on the way could read or change.

    >>> registry_url("https://mirror.lan/"), registry_url("http://127.0.0.1:5000")
    ('https://mirror.lan', 'http://127.0.0.1:5000')
    """
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))):
        raise SettingsError(f"DOCQA_REGISTRY is {url!r}; set it to an address that begins with https://.")
    return url.rstrip("/")


def ollama_url(host: str) -> str:
    """The base URL that OLLAMA_HOST means, by Ollama's own rules. Raises SettingsError for a port that is no number.

    >>> ollama_url("")
    'http://127.0.0.1:11434'
    >>> ollama_url("0.0.0.0")
    'http://127.0.0.1:11434'
    >>> ollama_url(":8080")
    'http://127.0.0.1:8080'
    >>> ollama_url("gpu.lan:11500")
    'http://gpu.lan:11500'
    >>> ollama_url("https://gpu.lan/ollama/")
    'https://gpu.lan:443/ollama'
    >>> ollama_url("[::1]")
    'http://[::1]:11434'
    """
    scheme, separator, rest = host.strip().strip("'\"").rpartition("://")
    parts = urlsplit(f"{scheme or 'http'}://{rest}")
    default_port = {("http", True): 80, ("https", True): 443}.get((parts.scheme, bool(separator)), OLLAMA_PORT)
    try:
        port = parts.port or default_port
    except ValueError as exc:
        raise SettingsError(f"OLLAMA_HOST is {host!r}; its port is not a number. Use host:port.") from exc
    name = parts.hostname or "127.0.0.1"
    if name in ("0.0.0.0", "::"):  # an address to listen on, not to call
        name = "127.0.0.1"
    if ":" in name:
        name = f"[{name}]"
    return f"{parts.scheme}://{name}:{port}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Whether text sent to `host` stays on this machine.

    >>> [is_loopback(h) for h in ("127.0.0.1", "localhost", "::1", "127.8.8.8", "10.0.0.2", "127.0.0.1.evil.com")]
    [True, True, True, True, False, False]
    """
    import ipaddress

    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
