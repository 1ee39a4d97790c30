"""Models in GGUF files, run by llama.cpp in this process: got from Ollama's registry, or a person's own."""
