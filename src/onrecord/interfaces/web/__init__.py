"""The workbench: a casebook in the browser, rendered on the server, and the same as JSON."""
