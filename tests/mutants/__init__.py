"""Mutants of the programs on the pages: each has one part less, or one mistake more, and the checks must notice."""
