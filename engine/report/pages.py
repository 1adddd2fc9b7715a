"""How the engine's HTML pages are made: templates that escape what is put into them, and words for the measures."""

from __future__ import annotations

from pathlib import Path

import jinja2

_TEMPLATES = Path(__file__).parents[2] / "resources" / "templates"

METRIC_TITLES = {
    "oa": "Overall accuracy",
    "aa": "Average accuracy",
    "kappa": "Kappa",
    "miou": "Mean IoU",
    "f1_micro": "F1 (micro)",
    "f1_macro": "F1 (macro)",
    "f1_weighted": "F1 (weighted)",
    "average_precision": "Average precision",
    "r2": "R²",
    "rmse": "RMSE",
    "mae": "MAE",
}


def template(name: str) -> jinja2.Template:
    """A page of resources/templates; what is put into it is escaped, and a name that is not there is an error."""
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(name)
