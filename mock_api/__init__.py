"""The documented API in memory: faithful responses, and a journal that is strict about how it was asked."""
