"""`asrun judge -- COMMAND …`: runs any program against the mock, and says which page tells of each of its mistakes."""
