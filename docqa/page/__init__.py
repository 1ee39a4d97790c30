"""The page's parts; `rag.py` puts them together."""
