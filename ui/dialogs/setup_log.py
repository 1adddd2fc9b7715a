"""The log of a set-up, which can point at the line that matters."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor, QTextCharFormat, QTextCursor
from qgis.PyQt.QtWidgets import QPlainTextEdit, QTextEdit


class SetupLog(QPlainTextEdit):
    """Lines of output, to be read and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)

    def begin(self) -> None:
        """Empty it, the mark too."""
        self.clear()
        self.setExtraSelections([])

    def point_at(self, line: int) -> None:
        """Scroll to a line, which counts from 0, and mark it; nothing where there is no such line."""
        block = self.document().findBlockByNumber(line)
        if line < 0 or not block.isValid():
            return
        cursor = QTextCursor(block)
        self.setTextCursor(cursor)
        self.centerCursor()
        cursor.movePosition(
            QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
        )  # also where it wraps
        mark, form = QTextEdit.ExtraSelection(), QTextCharFormat()
        form.setBackground(QColor("#ffe9a8"))
        form.setForeground(QColor("#000000"))
        form.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
        mark.cursor, mark.format = cursor, form
        self.setExtraSelections([mark])
