"""docqa's tests. The helpers beside them are real parts: a server with Ollama's protocol, PDFs made by code."""
