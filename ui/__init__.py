"""All that knows QGIS: provider, algorithms, dialogs. Never imports torch."""
