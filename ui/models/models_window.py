"""The window "Models": recent model files, what each of them is, and what to do with it."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ...engine.door.errors import RsmissError
from ..algorithms.base import icon_path
from ..open_algorithm import classify_with, open_algorithm
from ..translation import tr
from .recent import forget_model, recent_models, remember_model
from .summary import summary

_PATH = Qt.ItemDataRole.UserRole


class ModelsWindow(QDialog):
    """Shows the list that ``recent`` keeps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("rsmiss models"))
        self.resize(900, 520)
        self.list = QListWidget()
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.page = QTextBrowser()
        split = QSplitter()
        split.addWidget(self.list)
        split.addWidget(self.page)
        split.setSizes([260, 640])
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self.classify = self._button(tr("Classify with it…"), lambda: classify_with(self.path))
        self.information = self._button(
            tr("Model information…"), lambda: open_algorithm("modelinfo", {"MODEL": self.path})
        )
        self.folder = self._button(tr("Open folder"), self._open_folder)
        self.remove = self._button(tr("Take off the list"), self._remove)
        self.add = self._button(tr("Add…"), self._add)
        layout = QVBoxLayout(self)
        layout.addWidget(split, 1)
        layout.addWidget(self.buttons)
        self.fill()

    def _button(self, title: str, action: object) -> QPushButton:
        button = self.buttons.addButton(title, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        button.clicked.connect(action)
        return button

    @property
    def path(self) -> str:
        """The chosen model file; '' where none is."""
        item = self.list.currentItem()
        return item.data(_PATH) if item is not None else ""

    def fill(self) -> None:
        """Read the list anew."""
        self.list.clear()
        for path in recent_models():
            item = QListWidgetItem(QIcon(icon_path("rsmiss")), Path(path).stem)
            item.setData(_PATH, path)
            item.setToolTip(path)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._show()

    def _show(self) -> None:
        path, usable = self.path, False
        if not path:
            self.page.setPlainText(tr("Models that you train or use are listed here; 'Add…' takes others in."))
        else:
            try:
                self.page.setHtml(summary(path))
                usable = True
            except RsmissError as error:
                self.page.setPlainText(str(error))
        for button in (self.classify, self.information):
            button.setEnabled(usable)
        self.folder.setEnabled(bool(path) and Path(path).parent.is_dir())
        self.remove.setEnabled(bool(path))

    # ---- acting

    def _add(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Add a model"), "", tr("rsmiss model (*.rsmiss)"))
        if path:
            remember_model(path)
            self.fill()

    def _remove(self) -> None:
        forget_model(self.path)
        self.fill()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self.path).parent)))
