"""docqa: ask your own PDFs, on your own machine, and check every sentence of the answer against its page."""
