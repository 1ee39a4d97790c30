"""Every error a person can meet. Each message says what happened, to what, and what to do next.

DocQAError
├── DocumentError            the document cannot be used as it is
│   ├── NotAPdf
│   ├── BrokenPdf            cut off, empty or damaged beyond reading
│   ├── PasswordNeeded
│   ├── WrongPassword
│   ├── NoText
│   └── TooLarge
├── UnknownDocument          no document, or more than one, goes by that name
├── StorageError             disk full, folder not writable, damaged database
├── SettingsError
├── BadQuestions             a question file that cannot be read
└── EngineError              the model's side
    ├── OllamaNotRunning
    ├── OllamaTooSlow
    ├── OllamaFailed         an error from Ollama, or the connection broke off
    ├── RegistryFailed       a model could not be got from Ollama's registry
    ├── NotEnoughMemory      for a model that runs in this process
    ├── ModelNotInstalled
    ├── ModelNotPrivate      an Ollama cloud model would send the text away
    ├── ModelNotSuitable     an embedding model asked to chat, or the other way round
    └── PromptTooLong        the question alone does not fit the model's window

The modules raise these; only the edges (rag.py, docqa/page, docqa/cli) show them.
"""


class DocQAError(Exception):
    """Base of all. `str(error)` is the sentence a person reads."""


class DocumentError(DocQAError):
    """The document cannot be used as it is."""


class NotAPdf(DocumentError):
    """The bytes are not a PDF."""


class BrokenPdf(DocumentError):
    """Empty, cut off or damaged beyond reading."""


class PasswordNeeded(DocumentError):
    """The PDF opens only with a password, and none was given."""


class WrongPassword(PasswordNeeded):
    """The password given does not open the PDF."""


class NoText(DocumentError):
    """No page holds any text."""


class TooLarge(DocumentError):
    """The file is over the limit in `Settings.max_file_mb`."""


class UnknownDocument(DocQAError):
    """No document, or more than one, goes by that name."""


class StorageError(DocQAError):
    """Disk full, folder not writable, or a database that cannot be opened."""


class SettingsError(DocQAError):
    """A setting has a value that cannot be used."""


class BadQuestions(DocQAError):
    """A question file that cannot be read."""


class EngineError(DocQAError):
    """The model's side failed."""


class OllamaNotRunning(EngineError):
    """Nothing answers at OLLAMA_HOST."""


class OllamaTooSlow(EngineError):
    """No answer within the time allowed."""


class OllamaFailed(EngineError):
    """Ollama answered with an error, or the connection broke off."""


class RegistryFailed(EngineError):
    """A model could not be got from Ollama's registry."""


class NotEnoughMemory(EngineError):
    """A model that runs in this process needs more memory than is free."""


class ModelNotInstalled(EngineError):
    """The model is not on this machine."""


class ModelNotPrivate(EngineError):
    """An Ollama cloud model: it would send the documents' text to another machine."""


class ModelNotSuitable(EngineError):
    """An embedding model asked to chat, or a chat model asked to embed."""


class PromptTooLong(EngineError):
    """The question alone does not fit the model's window."""
