"""``python -m aapsim``: the command line."""

import sys

from aapsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
