"""Ollama's models, over HTTP."""
