"""The layers of one place on one grid: files are opened, aligned and read by windows, and holes become availability.

Others use ``scene.Scene`` and its twin in memory, ``array_scene.ArrayScene``; ``grid.Grid`` and ``Window``;
``image.Image``, what a window shows; and ``availability``, the codes of the patterns.
"""
