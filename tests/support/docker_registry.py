"""A registry that others made, with models pushed to it: Debian's `docker-registry`, of the kind that Ollama's is.

with DockerRegistry(folder) as registry:
    registry.push("library/deepseek-r1", "1.5b", path.read_bytes())

python -m tests.support.docker_registry MODEL.gguf      # serves it as deepseek-r1:1.5b until interrupted
"""

import hashlib
import http.client
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.model_registry import LICENSE, MANIFEST_TYPE, PARAMS, manifest
from tests.support.waiting import until

PROGRAM = "docker-registry"
IS_HERE = shutil.which(PROGRAM) is not None
TEMPLATE = b"{{ if .System }}{{ .System }}{{ end }}{{ .Prompt }}"


class DockerRegistry:
    """The program on a free port of 127.0.0.1, its files in `folder`, from `with` to the end of it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{probe.getsockname()[1]}"
        self._settings = folder / "registry.json"  # JSON is YAML
        self._settings.write_text(
            json.dumps(
                {
                    "version": 0.1,
                    "log": {"level": "error"},
                    "storage": {"filesystem": {"rootdirectory": str(folder / "storage")}},
                    "http": {"addr": self._address},
                }
            )
        )

    @property
    def url(self) -> str:
        return f"http://{self._address}"

    def __enter__(self) -> Self:
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen([PROGRAM, "serve", str(self._settings)], stdout=quiet, stderr=quiet)
        with ExitStack() as stack:
            stack.callback(self._end)
            until(self._answers)
            stack.pop_all()  # it answers, and goes on
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def push(self, name: str, tag: str, model: bytes) -> None:
        """Put the model there with a template, a licence and parameters, as Ollama's registry has them."""
        for blob in (model, TEMPLATE, LICENSE, PARAMS, b"{}"):
            place = self._ask("POST", f"/v2/{name}/blobs/uploads/").getheader("Location") or ""
            digest = hashlib.sha256(blob).hexdigest()
            self._ask("PUT", f"{place.removeprefix(self.url)}&digest=sha256:{digest}", blob, "application/octet-stream")
        self._ask("PUT", f"/v2/{name}/manifests/{tag}", manifest(model, more={"template": TEMPLATE}), MANIFEST_TYPE)

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            return self._ask("GET", "/v2/").status == 200
        except OSError:
            return False

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self._address, timeout=60)
        connection.request(method, path, body, {"Content-Type": kind} if kind else {})
        response = connection.getresponse()
        said = response.read()
        connection.close()
        assert response.status in (200, 201, 202), said
        return response


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, DockerRegistry(Path(folder)) as registry:
        registry.push("library/deepseek-r1", "1.5b", Path(sys.argv[1]).read_bytes())
        sys.stdout.write(f"DOCQA_REGISTRY={registry.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
