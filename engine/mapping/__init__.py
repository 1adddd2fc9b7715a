"""From a scene and a model to a map: windows are embedded, classified by pattern of availability, and written.

Others use ``inference.map_scene`` and ``raster_writer.RasterWriter``.
"""
