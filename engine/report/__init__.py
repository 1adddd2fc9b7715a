"""Pages that tell people what a training achieved, and their pictures.

Others use ``training_report.TrainingReport``.
"""
