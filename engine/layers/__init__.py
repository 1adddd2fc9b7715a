"""Blocks that several methods share."""
