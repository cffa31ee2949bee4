"""``python -m aapsim``: the command line."""

import os
import sys

from aapsim.cli import main


def _keep_standard_output() -> None:
    """Send what libraries written in C print on standard output to standard error.

    scipy's HiGHS prints debug lines there, whatever its options say; only the answer may.
    """
    sys.stdout.flush()
    own = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = os.fdopen(own, "w", encoding=sys.stdout.encoding)


if __name__ == "__main__":
    _keep_standard_output()
    sys.exit(main())
