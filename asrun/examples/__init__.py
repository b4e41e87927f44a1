"""Examples: read, run as a reader runs them, and judged."""
