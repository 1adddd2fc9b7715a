"""How good a model is with every subset of its modalities.

Others use ``evaluation``: ``evaluate``, ``predict``, ``Accuracy``, and ``to_outputs``, which maps use, too.
"""
