"""A pytest plugin (``-p tests.without_highspy``): every import of highspy fails, as where it is not installed."""

from __future__ import annotations

import sys

# ``None`` in sys.modules makes ``import highspy`` raise ImportError at once.
sys.modules["highspy"] = None  # type: ignore[assignment]
