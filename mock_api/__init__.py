"""The documented API in memory: faithful answers, and a journal that is strict about how it was asked."""
