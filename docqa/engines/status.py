"""Which models there are on this machine."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docqa.engines.ollama.names import is_same_model

if TYPE_CHECKING:
    from docqa.engines.ollama.server import InstalledModel


@dataclass(frozen=True, slots=True)
class Status:
    """What there is on this machine at the moment."""

    ollama: str  # its version, or "" when it does not run
    models: "tuple[InstalledModel, ...]"
    builtin_chat: bool

    def has(self, name: str) -> bool:
        return any(is_same_model(model.name, name) for model in self.models)
