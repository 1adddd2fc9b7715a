"""What QGIS and the engine share: jobs and their events, errors, modalities, targets, options, model headers.

The standard library alone, so that QGIS reads it where torch is not installed; the one part of the engine that ui/
imports.
"""
