"""The allocation engine: eligibility, caps, the exact optimum, its proof and its reasons."""
