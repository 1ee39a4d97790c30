"""`python -m docqa`: see docqa/cli.py."""

import sys

from docqa.cli import main

sys.exit(main())
