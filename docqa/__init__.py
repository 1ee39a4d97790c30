"""docqa: ask your own PDFs, on your own machine, and check every sentence of the answer against its page.

Importing any part of it closes the doors by which text could leave the machine: see docqa/privacy.py.
"""

from docqa.privacy import close_doors

close_doors()

__version__ = "0.9.0"
