"""Model files as QGIS's window shows them: recent ones, dropped ones, and those in the browser."""
