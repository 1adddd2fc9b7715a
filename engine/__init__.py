"""All that knows torch: scenes, patches, methods, training, mapping, reports. Never imports qgis."""
