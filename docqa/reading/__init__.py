"""PDFs to pages: their text, their headings, their pictures; in a process of its own."""
