"""A QGIS of its own that sets up the engine: python setup_child.py PLUGINS PROFILE PLUGIN_FOLDER. Says what it does."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer

sys.path.insert(0, sys.argv[1])
application = QgsApplication([], False, sys.argv[2])
QgsApplication.qgisSettingsDirPath = staticmethod(lambda: f"{sys.argv[2]}/")
setup = importlib.import_module("rsmiss.ui.engine.setup")
plan = importlib.import_module("rsmiss.ui.engine.plan")
builds = importlib.import_module("rsmiss.ui.engine.builds")
for module in (setup, plan, importlib.import_module("rsmiss.ui.engine.environment")):
    module.REQUIREMENTS = Path(sys.argv[3]) / "requirements.txt"
plan.find_uv = lambda: ""
made = setup.EnvironmentSetup(plan.Plan(builds.Build("PyTorch", "", 0, 0)))
made.does.connect(lambda text: print(text, flush=True))
made.ended.connect(lambda outcome: (print("ended", outcome.sentence, flush=True), application.quit()))
QTimer.singleShot(0, made.start)
application.exec()
