"""What every running job needs: the events that it sends, its outputs, whole or not at all, and its device.

Others use ``reporter.Reporter``, ``outputs.whole`` and ``device.choose``.
"""
