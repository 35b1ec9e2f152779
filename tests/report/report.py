#!/usr/bin/env python3
"""Runs benchmarks/report.py on handmade results of a quiet machine and of a busy machine."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
REPORT = HERE.parent.parent / "benchmarks" / "report.py"


def run(*arguments):
    return subprocess.run([sys.executable, REPORT, *arguments], capture_output=True, text=True)


def page(results):
    with tempfile.TemporaryDirectory() as out:
        done = run(HERE / results, "--out", out)
        assert done.returncode == 0, done.stderr
        return (pathlib.Path(out) / "report.md").read_text()


class Report(unittest.TestCase):
    def test_times_are_of_the_processor(self):
        """relu takes 125 ns of processor time in the median (1.6e10 elements per second), and 100 ns at best."""
        for results in ("quiet.json", "busy.json"):
            self.assertIn("| forward relu | 0.050 (0.80) |", page(results))

    def test_a_quiet_machine_is_no_matter(self):
        self.assertNotIn("busy", page("quiet.json"))
        done = run(HERE / "quiet.json", "--against", HERE / "quiet.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "0 of 3 benchmarks lost more than 15% of their speed\n")

    def test_a_report_tells_of_a_busy_machine(self):
        """In two rows the real time exceeds the processor's time, and one row is faster than the limit."""
        self.assertIn("**These times are worth little: the machine was busy: in 3 of 7 rows the real time is more than "
                      "1.1 times the processor's, or the speed more than 2 times the limit.**", page("busy.json"))

    def test_the_results_beside_a_report_make_the_same_report(self):
        with tempfile.TemporaryDirectory() as out:
            run(HERE / "quiet.json", "--out", out)
            self.assertEqual(page(pathlib.Path(out) / "results.json"), page("quiet.json"))

    def test_results_of_a_busy_machine_are_not_compared(self):
        for pair in (("busy.json", "quiet.json"), ("quiet.json", "busy.json")):
            done = run(HERE / pair[0], "--against", HERE / pair[1])
            self.assertEqual(done.returncode, 2)
            self.assertEqual(done.stdout, "")
            self.assertEqual(done.stderr.count("\n"), 1)
            self.assertIn("busy.json cannot be compared, the machine was busy: in 3 of 7 rows ", done.stderr)


if __name__ == "__main__":
    unittest.main()
