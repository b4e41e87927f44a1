"""The examples run in the reader's page: Python under Pyodide, with the mock API in the same interpreter."""
