#!/usr/bin/env python3
"""Tests the pages of benchmarks/reports: the page of all processors, the names of processors, the committed pages."""
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import handmade  # the first import, because it makes the modules of benchmarks/ importable
from overview import overview
from pages import page
import mca
import processors
from results import Results

REPORTS = handmade.BENCHMARKS / "reports"
PICTURES = [pathlib.Path(name) for name in ("forward.png", "backward.png", "throughput.svg", "elu.svg")]
DRAWS = all(importlib.util.find_spec(module) for module in ("matplotlib", "PIL"))


def some(**more):
    return {f"{name}/float/{where}": (ns, 2) for where in ("L1", "L2", "memory")
            for name, ns in {"forward/elu": 0.2, "limit/copy": 0.1, **more}.items()}


def publish(results, reports):
    return subprocess.run([sys.executable, "-B", handmade.BENCHMARKS / "report.py", results, "--publish", reports],
                          capture_output=True, text=True)


class Overview(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def results(self, name, rows, **context):
        handmade.write(self.folder / name / "results.json", rows, **context)
        return Results(self.folder / name / "results.json")

    def test_processors_are_columns(self):
        """The fastest peer is b. xact in Eigen's loop is no peer. The second processor has no peer."""
        runs = {"one": self.results("one", some(**{"forward/elu@a": 0.4, "forward/elu@b": 0.3,
                                                   "forward/elu@unaryExpr": 0.1}), cpu="One 1"),
                "two": self.results("two", some() | {"backward/elu/float/L1": (0.5, 3)}, cpu="Two 2")}
        text = "\n".join(overview(runs, False))
        self.assertIn("|  | working set | one | two |", text)
        self.assertIn("| forward elu | L1 | 0.200 (1.50 b) | 0.200 |", text)
        self.assertIn("|  | memory | 0.200 (1.50 b) | 0.200 |", text)
        self.assertIn("| backward elu | L1 |  | 0.500 |", text)
        self.assertIn("| copy | L1 | 0.100 | 0.100 |", text)
        self.assertIn("| One 1 | made by hand |", text)

    def test_the_limit_is_the_copy_loop_for_each_working_set(self):
        """memcpy is the limit only of unaligned arrays. A row with three arrays has no limit here."""
        rows = {f"{name}/float/{where}": (ns * scale, moved) for scale, where in enumerate(
            ("L1", "L1_unaligned", "L2", "L3", "memory"), 1)
            for name, ns, moved in (("limit/memcpy", 0.1, 2), ("limit/copy", 0.15, 2), ("forward/elu", 0.3, 2),
                                    ("backward/elu", 0.3, 3))}
        results = self.results("limits", rows)
        for key in results.ours(verb="forward"):
            self.assertAlmostEqual(results.of_limit(key), 1 / 3 if key.set == "L1_unaligned" else 1 / 2)
        self.assertEqual([results.of_limit(key) for key in results.ours(verb="backward")], [None] * 5)

    @unittest.skipUnless(DRAWS, "needs matplotlib")
    def test_publish_adds_a_folder_and_a_column(self):
        for cpu in ("AMD EPYC 9654 96-Core Processor", "Intel(R) Xeon(R) 8375C CPU @ 2.90GHz"):
            handmade.write(self.folder / "bench.json", some(), cpu=cpu)
            done = publish(self.folder / "bench.json", self.folder / "reports")
            self.assertEqual(done.returncode, 0, done.stderr)
        text = (self.folder / "reports/README.md").read_text()
        self.assertIn("|  | working set | amd-epyc-9654 | intel-xeon-8375c |", text)
        for name in ("amd-epyc-9654", "intel-xeon-8375c"):
            self.assertIn(f"[{name}]({name}/report.md)", text)
            self.assertTrue((self.folder / "reports" / name / "report.md").is_file())

    def test_results_of_a_busy_machine_are_not_published(self):
        busy = pathlib.Path(__file__).parent / "busy.json"
        done = publish(busy, self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("busy.json cannot be published, the machine was busy", done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])


class Processors(unittest.TestCase):
    def test_names(self):
        caches = [{"level": 2, "size": 2 << 20}, {"level": 3, "size": 480 << 20}]
        server = {"caches": caches, "isa": "AVX-512 with FP16"}
        for context, title, folder in (
                ({"cpu": "Intel(R) Xeon(R) Processor", **server}, "Intel Xeon (AVX-512 with FP16, 480 MiB L3)",
                 "intel-xeon-avx512fp16"),
                ({"cpu": "Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz", **server}, "Intel Xeon Platinum 8375C",
                 "intel-xeon-platinum-8375c"),
                ({"cpu": "AMD EPYC 9654 96-Core Processor"}, "AMD EPYC 9654", "amd-epyc-9654"),
                ({"cpu": "AMD Ryzen 7 7840U w/ Radeon 780M Graphics"}, "AMD Ryzen 7 7840U", "amd-ryzen-7-7840u"),
                ({"cpu": "Neoverse V1", "isa": "SVE"}, "Neoverse V1", "neoverse-v1"),
                ({}, "unknown processor", "unknown-processor")):
            self.assertEqual(processors.title(context), title)
            self.assertEqual(processors.folder(context), folder)


class Committed(unittest.TestCase):
    """The pages of benchmarks/reports agree with the results beside them. If not: the target bench-pages."""

    def test_pages(self):
        runs = {path.parent.name: Results(path) for path in sorted(REPORTS.glob("*/results.json"))}
        self.assertTrue(runs)
        for name, results in runs.items():
            self.assertEqual((REPORTS / name / "report.md").read_text(), "\n".join(page(results, PICTURES)) + "\n")
            for picture in PICTURES:
                self.assertTrue((REPORTS / name / picture).is_file())
        self.assertEqual((REPORTS / "README.md").read_text(), "\n".join(overview(runs, True)) + "\n")

    def test_cycles(self):
        data = json.loads((REPORTS / "mca.json").read_text())
        self.assertEqual((REPORTS / "mca.md").read_text(), "\n".join(mca.page(data)) + "\n")


if __name__ == "__main__":
    unittest.main()
