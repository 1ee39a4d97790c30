"""Names of Ollama's models, read as Ollama reads them."""


def full_name(name: str) -> str:
    """The name with its tag, without the spaces that Ollama does not see.

    >>> [full_name(n) for n in ("llama3.2", " deepseek-r1:1.5b ", "host:5000/me/model", "gpt-oss: cloud")]
    ['llama3.2:latest', 'deepseek-r1:1.5b', 'host:5000/me/model:latest', 'gpt-oss:cloud']
    """
    base, colon, tag = name.strip().rpartition(":")
    if not colon or "/" in tag:
        return f"{name.strip()}:latest"
    return f"{base.strip()}:{tag.strip()}"


def label(name: str) -> str:
    """The name as people say it.

    >>> label("nomic-embed-text:latest")
    'nomic-embed-text'
    """
    return name.removesuffix(":latest")


def is_same_model(one: str, other: str) -> bool:
    """Whether two names are of one model: capitals do not count, and what is left out means Ollama's own registry.

    >>> is_same_model("Nomic-Embed-Text", "nomic-embed-text:latest"), is_same_model("llama3.2:1b", "llama3.2")
    (True, False)
    >>> is_same_model("registry.ollama.ai/library/phi4", "phi4:latest"), is_same_model("phi4:local", "phi4")
    (True, True)
    """
    return _registered(one) == _registered(other)


def _registered(name: str) -> str:
    plain = name.strip().casefold().removesuffix(":local").removeprefix("registry.ollama.ai/")
    return full_name(plain.removeprefix("library/"))


def is_cloud_name(name: str) -> bool:
    """Whether Ollama answers under this name with a model of its cloud, also where a model here was given the name.

    It goes by what stands behind a colon, trimmed and in small letters (ollama/ollama, internal/modelref/modelref.go).

    >>> [is_cloud_name(n) for n in ("gpt-oss:120b-Cloud", "mine:CLOUD", "gpt-oss: cloud ", "a:1b-cloud:local")]
    [True, True, True, True]
    >>> [is_cloud_name(n) for n in ("gpt-oss:120b", "cloud", "my-cloud:7b", "cloud:5000/me/model")]
    [False, False, False, False]
    """
    tags = (tag.strip().lower() for tag in name.split(":")[1:])
    return any(tag == "cloud" or (tag.endswith("-cloud") and "/" not in tag) for tag in tags)
