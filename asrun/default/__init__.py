"""The mock that any contract has: it responds from the contract alone, and an API of one's own may refine it."""
