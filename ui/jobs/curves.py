"""A small plot of curves over epochs, drawn by Qt itself: QGIS's Python need not have matplotlib."""

from __future__ import annotations

import math

from qgis.PyQt.QtCore import QPointF, QRect, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QResizeEvent, QTextOption
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from .record import Points

#: Okabe and Ito's colours that stand out on white and on black, told apart by colour-blind people too
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
#: once the colours are used up
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
_LEFT, _RIGHT, _GAP = 46, 10, 6
_SAMPLE = 18  # pixels of line in front of a name
_PLOT = 90  # pixels that the curves have between the title and the legend, at the least


class Curves(QWidget):
    """One plot with its title, axes and legend. ``show_curves`` gives it new points."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.curves: dict[str, Points] = {}
        self.setMinimumHeight(_PLOT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_curves(self, curves: dict[str, Points]) -> None:
        """Name -> (epoch from 0, value). Painted only where something changed."""
        if curves == self.curves:
            return
        self.curves = curves
        last = ", ".join(f"{name} {points[-1][1]:.3g}" for name, points in curves.items() if points)
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(last)
        self._keep_room()
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        """As high as title, curves, axis and the whole legend are at this width: what is around it scrolls."""
        line = self.fontMetrics().height()
        self.setMinimumHeight(_PLOT + 2 * _GAP + (2 + self._columns_and_rows()[1]) * line)

    def _texts(self) -> list[str]:
        """Names and last values."""
        return [f"{name} {points[-1][1]:.3g}" for name, points in self.curves.items() if points]

    def _column(self) -> int:
        """Pixels that the longest text of the legend takes."""
        longest = max((self.fontMetrics().horizontalAdvance(text) for text in self._texts()), default=0)
        return longest + _SAMPLE + 3 * _GAP

    def _columns_and_rows(self) -> tuple[int, int]:
        columns = max(1, (self.width() - _GAP) // self._column())
        return columns, math.ceil(len(self._texts()) / columns)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        faint = QColor(ink)
        faint.setAlpha(60)
        line = painter.fontMetrics().height()
        painter.setPen(ink)
        painter.drawText(QRect(0, 0, self.width(), line), int(Qt.AlignmentFlag.AlignLeft), self.title)
        shown = {name: points for name, points in self.curves.items() if points}
        if shown:
            rows = self._columns_and_rows()[1]
            bottom = self.height() - (rows + 1) * line - _GAP
            area = QRectF(_LEFT, line + _GAP, max(10, self.width() - _LEFT - _RIGHT), max(10, bottom - line - _GAP))
            scale = _Scale(shown, area)
            self._axes(painter, scale, ink, faint)
            self._lines(painter, scale, shown)
            self._legend(painter, ink)
        painter.end()

    def _axes(self, painter: QPainter, scale: _Scale, ink: QColor, faint: QColor) -> None:
        line = painter.fontMetrics().height()
        area = scale.area
        for value in scale.ticks:
            y = scale.y(value)
            painter.setPen(faint)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(ink)
            where = QRectF(0, y - line / 2, _LEFT - 5, line)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(where, f"{value:g}", _option(flags))
        below = QRectF(area.left(), area.bottom() + 2, area.width(), line)
        painter.drawText(below, str(scale.first + 1), _option(Qt.AlignmentFlag.AlignLeft))
        painter.drawText(below, str(scale.last + 1), _option(Qt.AlignmentFlag.AlignRight))

    def _lines(self, painter: QPainter, scale: _Scale, shown: dict[str, Points]) -> None:
        for number, points in enumerate(shown.values()):
            pen = pen_of(number)
            painter.setPen(pen)
            places = [QPointF(scale.x(epoch), scale.y(value)) for epoch, value in points]
            if len(places) > 1:
                painter.drawPolyline(QPolygonF(places))
            else:
                painter.setBrush(pen.color())
                painter.drawEllipse(places[0], 2, 2)
                painter.setBrush(Qt.BrushStyle.NoBrush)

    def _legend(self, painter: QPainter, ink: QColor) -> None:
        """Names and last values at the bottom, in as many rows as they need."""
        metrics, width = painter.fontMetrics(), self._column()
        columns, rows = self._columns_and_rows()
        top = self.height() - rows * metrics.height()
        for number, text in enumerate(self._texts()):
            x, y = _GAP + (number % columns) * width, top + (number // columns) * metrics.height()
            middle = y + metrics.height() / 2
            painter.setPen(pen_of(number))
            painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE, middle))
            painter.setPen(ink)
            painter.drawText(QPointF(x + _SAMPLE + _GAP, y + metrics.ascent()), text)


def pen_of(number: int) -> QPen:
    """The line of the n-th curve: colours first, then dashes."""
    pen = QPen(QColor(COLORS[number % len(COLORS)]), 1.6)
    pen.setStyle(STYLES[number // len(COLORS) % len(STYLES)])
    return pen


def _option(flags: Qt.AlignmentFlag) -> QTextOption:
    option = QTextOption()
    option.setAlignment(flags)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option


class _Scale:
    """From epochs and values to pixels."""

    def __init__(self, shown: dict[str, Points], area: QRectF) -> None:
        self.area = area
        epochs = [epoch for points in shown.values() for epoch, _ in points]
        values = [value for points in shown.values() for _, value in points]
        self.first, self.last = min(epochs), max(epochs)
        self.ticks = ticks(min(values), max(values))
        self.low, self.high = self.ticks[0], self.ticks[-1]

    def x(self, epoch: int) -> float:
        return self.area.left() + self.area.width() * (epoch - self.first) / max(1, self.last - self.first)

    def y(self, value: float) -> float:
        return self.area.bottom() - self.area.height() * (value - self.low) / (self.high - self.low)


def ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers that enclose a range."""
    if high <= low:
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]
