"""`python -m docqa`: see docqa/cli/main.py."""

import sys

from docqa.cli.main import main

sys.exit(main())
