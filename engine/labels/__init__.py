"""From polygons to labelled pixels, their classes with colours, and their parts: training, validation, test.

Others use ``labelled_pixels.read_labels`` and ``class_table``, and ``split.split``.
"""
