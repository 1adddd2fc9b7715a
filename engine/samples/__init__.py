"""From labelled pixels to batches of patches, normalised, one pattern of availability at a time.

Others use ``batches.Samples`` and ``Batch``, ``patches.collect``, and ``normalisation.Normalisation``.
"""
