"""The one door to onnxruntime, whose wheels report to Microsoft unless they are told not to before they are loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

from docqa.errors import EngineError
from docqa.privacy import ONNXRUNTIME_WAS_LOADED_OPEN, close_doors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def inference_session(
    model: Path, *, threads: int = 0, may_spin: bool = True, keeps_memory: bool = True
) -> "InferenceSession":
    """The ONNX model in that file, on the CPU.

    `threads` is how many one run takes, 0 for onnxruntime's own choice. Threads that spin while they wait start sooner
    and starve others. Memory kept between runs makes them faster, and grows with every new shape of the input.

    Raises EngineError when this process loaded onnxruntime before docqa, with its telemetry on.
    """
    if ONNXRUNTIME_WAS_LOADED_OPEN:
        raise EngineError(
            "This program loaded onnxruntime before docqa, so that it reports to Microsoft. "
            "Import docqa first, or set ORT_DISABLE_TELEMETRY=1 before the program starts."
        )
    close_doors()  # once more: the environment may have been changed since docqa was imported
    import onnxruntime

    # On Windows the environment variable does nothing, and this keeps events from the system's own collector. Elsewhere
    # it does not stop the reports (found by counting packets), which is why the variable is what counts.
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    if not may_spin:
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = options.enable_mem_pattern = keeps_memory
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
