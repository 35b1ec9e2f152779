#!/usr/bin/env python3
"""Draws the curves of an experiment: plot.py CURVES OUT.svg

The first line of CURVES is linear or log, the next two name the axes; the others are curve, x and y, separated by tabs.
"""
import pathlib
import sys

try:
    import matplotlib
except ImportError:
    sys.exit("plot.py needs matplotlib: apt-get install python3-matplotlib")
matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "xact"  # the same picture for the same curves
import matplotlib.pyplot as plt


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    scale, x_label, y_label, *lines = pathlib.Path(sys.argv[1]).read_text().splitlines()
    curves = {}
    for line in lines:
        name, x, y = line.split("\t")
        curves.setdefault(name, []).append((float(x), float(y)))
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for (name, points), marker in zip(curves.items(), "os^vDxP*" * len(curves)):
        # A logarithm has no place for 0; such a curve is said to be there.
        shown = [(x, y) for x, y in points if scale == "linear" or y > 0]
        label = name if shown else f"{name}: all 0"
        axes.plot(*zip(*shown) if shown else ([], []), marker=marker, markersize=4, linewidth=1.5, label=label)
    axes.set_yscale(scale)
    if scale == "log":
        axes.set_ylim(bottom=max(axes.get_ylim()[0], 1e-12 * axes.get_ylim()[1]))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.grid(alpha=0.3)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    figure.savefig(sys.argv[2], metadata={"Date": None})


if __name__ == "__main__":
    main()
