"""The jobs of the engine as QGIS's window shows them: what runs, what ran, and how it went."""
