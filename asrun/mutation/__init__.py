"""Mistakes planted in programs and pages, each of which a check must notice."""
