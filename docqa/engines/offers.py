"""The few models worth getting: what they take of a machine, what they are good for, how fast they would be. Pure.

Sizes and licences are what was known of the models when this was written, and are shown as that: nobody asks a registry
before a person clicks. A download tells its true size, and brings the licence's text along. Models known to invent are
not among them: `choice.py` names some.
"""

from dataclasses import dataclass

from docqa.settings import CHAT_MODEL, CHAT_MODEL_BYTES, EMBED_MODEL

# What a question and its five passages come to, in the median of the development sets (benchmarks/README.md).
PROMPT_TOKENS = 1000


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds that each GB of a model's file takes for a token: of a prompt, and of an answer."""

    seconds_per_read_token: float
    seconds_per_written_token: float

    def told(self, size: int) -> str:
        """How fast a model of `size` bytes reads and writes here, in words.

        >>> Speed(0.002, 0.05).told(2_000_000_000)
        'reads a question and its passages in about 4 s, then writes about 10 tokens a second'
        """
        reading = self.seconds_per_read_token * PROMPT_TOKENS * size / 1e9
        writing = 1 / (self.seconds_per_written_token * size / 1e9)
        written = _rounded(writing)
        return (
            f"reads a question and its passages in about {_rounded(reading)} s, "
            f"then writes about {written} token{'' if written == '1' else 's'} a second"
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be got; `size` in bytes on the disk, `memory_bytes` while it is used with its whole window."""

    name: str
    size: int
    memory_bytes: int
    good_for: str
    licence: str
    searches: bool = False  # an embedding model, which Ollama alone runs

    @property
    def needs(self) -> str:
        """What it takes of a machine, in words.

        >>> OFFERS[0].needs
        'About 1.1 GB on the disk, 1.7 GB of memory'
        """
        return f"About {self.size / 1e9:.1f} GB on the disk, {self.memory_bytes / 1e9:.1f} GB of memory"

    @property
    def terms(self) -> str:
        """Its licence, with how far that can be relied on.

        >>> OFFERS[0].terms
        'Licence: MIT, as far as docqa knows; its text comes with the model'
        """
        return f"Licence: {self.licence}, as far as docqa knows; its text comes with the model"


OFFERS = (
    Offer(CHAT_MODEL, CHAT_MODEL_BYTES, 1_700_000_000, "writes beneath the quotations, and thinks first", "MIT"),
    Offer("qwen3:4b-instruct", 2_500_000_000, 4_000_000_000, "writes better, and more slowly", "Apache 2.0"),
    Offer(EMBED_MODEL, 274_000_000, 600_000_000, "searches English", "Apache 2.0", searches=True),
    Offer("embeddinggemma", 622_000_000, 1_000_000_000, "searches many languages", "Gemma's terms", searches=True),
    Offer("qwen3-embedding:0.6b", 639_000_000, 1_500_000_000, "searches many languages", "Apache 2.0", searches=True),
    Offer("bge-m3", 1_158_000_000, 1_700_000_000, "searches many languages", "MIT", searches=True),
)


def _rounded(number: float) -> str:
    """A measured number with one digit that counts below 10, and two above.

    >>> _rounded(0.034), _rounded(3.6), _rounded(14.4), _rounded(127)
    ('0.03', '4', '14', '130')
    """
    return f"{float(f'{number:.1g}' if number < 10 else f'{number:.2g}'):g}"
