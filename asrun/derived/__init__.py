"""What a page includes from the contract: tables and descriptions, which `record` writes to files below snippets/."""
