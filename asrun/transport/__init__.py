"""The way from a client to the API: proxy, TLS, faults, and other hosts."""
