"""The engine seen from QGIS: which Python runs it, how it is set up, and how a job runs in its process."""
