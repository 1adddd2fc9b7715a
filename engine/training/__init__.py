"""The stages of a method are optimised, one after the other, and the best weights kept.

Others use ``stage_loop.train`` and ``History``.
"""
