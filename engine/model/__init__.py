"""What training leaves and mapping reads: the model file, and the model as it maps.

Others use ``model_file``: ``TrainedModel``, ``save``, ``load``; and ``folding.fold_batch_norm``.
"""
