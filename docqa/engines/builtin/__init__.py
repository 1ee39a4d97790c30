"""The models that need no server."""
