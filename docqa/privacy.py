"""Doors by which the documents' text could leave the machine, closed before any library looks at its environment."""

import os

# What sends something away by default, or when the environment happens to say so, and the value that stops it.
CLOSED = {
    "LANGSMITH_TRACING": "false",  # LangSmith gets prompts and passages
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma's usage statistics
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "HF_HUB_OFFLINE": "1",  # nothing here needs the model hub
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def close_doors() -> None:
    """Set the environment so, whatever it said before. Called first by the page and by the command line."""
    os.environ.update(CLOSED)
    # A proxy is another machine: what is meant for this one never goes through it.
    for name in ("NO_PROXY", "no_proxy"):
        hosts = dict.fromkeys([*os.environ.get(name, "").split(","), *LOOPBACK])
        os.environ[name] = ",".join(host for host in hosts if host)
