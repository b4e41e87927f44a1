"""Inline code that names what neither the contract nor an example nor this project defines, by where it is defined."""

TERMS: dict[str, tuple[str, ...]] = {}
