"""Of a requirements file for all machines what this one takes: pip would name each of the others in a line of its own.

`python scripts/requirements_here.py requirements.txt > FILE`, by a Python that has pip.
"""

import re
import sys
from pathlib import Path

from pip._vendor.packaging.markers import Marker

requirements = re.split(r"^(?=\S)", Path(sys.argv[1]).read_text("utf-8"), flags=re.MULTILINE)  # each with its hashes
for requirement in requirements:
    marker = re.match(r"[^#;\n]+ ; (.+?) ?\\?\n", requirement)
    if not marker or Marker(marker[1]).evaluate():
        sys.stdout.write(requirement)
