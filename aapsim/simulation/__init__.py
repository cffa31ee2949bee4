"""What if, and how sure: sweeps, sensitivity, robustness and execution, above the engine."""
