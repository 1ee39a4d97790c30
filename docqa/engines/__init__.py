"""The models that answer and embed: Ollama's, and the ones built in."""
