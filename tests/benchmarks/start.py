"""From starting the process to a painted window with real content, beside a trivial PySide6 window.

`python tests/benchmarks/start.py` runs both in turn and prints the median of each and their ratio. The window counts
as painted when the event loop comes round again after its first paint, by which time every part of it has been drawn.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9
GOAL = 1.5

TRIVIAL = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: os._exit(0))
app = QApplication(sys.argv)
window = Window()
window.setCentralWidget(QLabel("Kollegie"))
window.resize(1440, 900)
window.show()
app.exec()
"""

OURS = """
import os, sys
from PySide6.QtCore import QTimer
import ui.__main__
from ui.unlocking.unlock_window import UnlockWindow
paint = UnlockWindow.paintEvent
def paint_and_end(self, event):
    heavy = {"sqlalchemy", "numpy", "pyarrow", "reportlab", "alembic", "openpyxl", "psycopg", "pikepdf"}
    heavy &= set(sys.modules)
    paint(self, event)
    QTimer.singleShot(0, lambda: os._exit(3 if heavy else 0))
UnlockWindow.paintEvent = paint_and_end
sys.exit(ui.__main__.main())
"""


def seconds(code: str, *arguments: str, folder: Path) -> float:
    """How long one run takes, from exec to painted."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_STATE_HOME": str(folder),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),  # an installed program is compiled once, not at each start
    }
    for name in ("KOLLEGIE_PASSPHRASE", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    began = time.perf_counter()
    ended = subprocess.run([sys.executable, "-c", code, *arguments], env=environment, check=False, capture_output=True)
    took = time.perf_counter() - began
    if ended.returncode == 3:
        sys.exit("something heavy is imported before the first paint")
    if ended.returncode != 0:
        sys.exit(ended.stderr.decode())
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "lead.kollegie"
        store.write_bytes(b"not opened in this measurement")
        seconds(TRIVIAL, folder=folder)
        seconds(OURS, "--store", str(store), folder=folder)
        trivial, ours = [], []
        for _ in range(ROUNDS):
            trivial.append(seconds(TRIVIAL, folder=folder))
            ours.append(seconds(OURS, "--store", str(store), folder=folder))
    floor, start = statistics.median(trivial), statistics.median(ours)
    print(f"trivial window {floor:.3f} s · Kollegie {start:.3f} s · ratio {start / floor:.2f} (goal {GOAL})")


if __name__ == "__main__":
    main()
