"""The pages of the built site, and what each of their parts is held to."""
