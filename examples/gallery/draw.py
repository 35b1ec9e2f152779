#!/usr/bin/env python3
"""Draws the gallery: draw.py CURVES FOLDER

CURVES is written by curves.cpp. Each activation becomes a picture of its own, and all of them one sheet.
"""
import pathlib
import sys

try:
    import matplotlib
except ImportError:
    sys.exit("draw.py needs matplotlib: apt-get install python3-matplotlib")
matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "xact"  # the same picture for the same curves
import matplotlib.pyplot as plt

COLUMNS = 4


class Activation:
    def __init__(self, text):
        self.hash, self.name, self.formula, parameters, *lines = text.splitlines()
        self.parameters = parameters.removeprefix("parameters").strip()
        self.points = [tuple(map(float, line.split("\t"))) for line in lines]

    def split(self, column):
        """The curve, with a gap where it jumps between two points that are close."""
        xs, ys = [], []
        for x, *values in self.points:
            if xs and x - xs[-1] < 1e-6 and abs(values[column] - ys[-1]) > 1e-6:
                xs.append(x)
                ys.append(float("nan"))
            xs.append(x)
            ys.append(values[column])
        return xs, ys

    def draw(self, axes):
        for side in "top", "right":
            axes.spines[side].set_visible(False)
        for side in "left", "bottom":
            axes.spines[side].set_position("zero")
            axes.spines[side].set_color("gray")
        axes.plot(*self.split(0), color="C0", linewidth=2, label="f(x)")
        axes.plot(*self.split(1), color="C1", linewidth=2, linestyle=(0, (3, 1.5)), label="f′(x)")
        axes.set_xlim(-5, 5)
        low = min(min(values) for _, *values in self.points)
        axes.set_ylim(max(low, -5) - 0.25, 3)
        axes.xaxis.set_major_locator(matplotlib.ticker.FixedLocator([-4, -2, 2, 4]))
        axes.yaxis.set_major_locator(matplotlib.ticker.FixedLocator(
            [y for y in (-4, -3, -2, -1, 1, 2, 3) if y >= axes.get_ylim()[0]]))
        axes.tick_params(colors="gray", labelsize=8)
        axes.grid(alpha=0.2)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False, fontsize=9)
        parameters = f"   ({self.parameters})" if self.parameters else ""
        axes.set_title(f"{self.name}{parameters}\nf(x) = {self.formula}", fontsize=10)


def save(figure, path, described):
    text = "xact gallery: " + " ".join(a.hash for a in described)
    figure.savefig(path, metadata={"Date": None, "Description": text})
    plt.close(figure)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[2])
    activations = [Activation(text) for text in pathlib.Path(sys.argv[1]).read_text().strip().split("\n\n")]
    for old in folder.glob("*.svg"):
        old.unlink()
    for activation in activations:
        figure, axes = plt.subplots(figsize=(5, 4.2), layout="constrained")
        activation.draw(axes)
        save(figure, folder / f"{activation.name}.svg", [activation])
    rows = -(-len(activations) // COLUMNS)
    figure, all_axes = plt.subplots(rows, COLUMNS, figsize=(3.4 * COLUMNS, 3 * rows), layout="constrained",
                                    squeeze=False)
    for axes in all_axes.flat[len(activations):]:
        axes.set_axis_off()
    for activation, axes in zip(activations, all_axes.flat):
        activation.draw(axes)
    save(figure, folder / "sheet.svg", activations)


if __name__ == "__main__":
    main()
