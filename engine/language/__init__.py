"""Class descriptions and their embeddings, for the methods that read language."""

from .texts import ClassTexts, class_texts

__all__ = ["ClassTexts", "class_texts"]
