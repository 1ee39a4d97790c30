"""Doors by which the documents' text could leave the machine, closed when any part of docqa is imported."""

import os
import sys

# What sends something away by default, or when the environment happens to say so, and the value that stops it.
# docs/decisions/0015 says of every library what it would send and how that was found.
CLOSED = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime reads it once, when it is loaded: see docqa/onnx.py
    "LANGSMITH_TRACING": "false",  # LangSmith gets prompts and passages
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma's usage statistics
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",  # its traces; with this alone they would go by OpenTelemetry's own variables
    "CHROMA_OTEL_GRANULARITY": "none",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "ARROW_TRACING_BACKEND": "none",  # pyarrow, which comes with Streamlit
    "HF_HUB_OFFLINE": "1",  # nothing here needs the model hub
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")

# Whether a program loaded onnxruntime before docqa, with its telemetry on: then nothing switches that off any more.
ONNXRUNTIME_WAS_LOADED_OPEN = (
    "onnxruntime" in sys.modules and os.environ.get("ORT_DISABLE_TELEMETRY") != CLOSED["ORT_DISABLE_TELEMETRY"]
)


def close_doors() -> None:
    """Set the environment so, whatever it said before."""
    os.environ.update(CLOSED)
    # A proxy is another machine: what is meant for this one never goes through it.
    for name in ("NO_PROXY", "no_proxy"):
        hosts = dict.fromkeys([*os.environ.get(name, "").split(","), *LOOPBACK])
        os.environ[name] = ",".join(host for host in hosts if host)
