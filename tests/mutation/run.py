#!/usr/bin/env python3
"""Breaks the headers in one place at a time and runs the tests: at least one test must fail for each change.

    tests/mutation/run.py [-j JOBS] [--only TEXT] [--update] [--compiler COMPILER]

mutants.txt has one line per change, with five fields that are separated by tabs: the file under include/xact, the
original text, the broken text, the target (baseline, avx2 or avx512), and the source file of the tests that detects the
change, which therefore runs first. The original text must occur in exactly one place of the file; \\n is the end of a
line. Without --only the script first runs all tests on the unchanged headers. It needs a machine that runs the targets,
and xsimd, Catch2 2 and Eigen on the system's include path.
"""
import argparse
import collections
import concurrent.futures
import functools
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
MUTANTS = TESTS / "mutation" / "mutants.txt"
FLAGS = {"baseline": [], "avx2": ["-mavx2", "-mfma"], "avx512": ["-march=skylake-avx512"]}
# A part of the tests that becomes a separate program.
Unit = collections.namedtuple("Unit", "name source options")
CATALOGUE = re.search(r"using catalogue =\s*list<([^;]*)>;", (ROOT / "include/xact/catalogue.hpp").read_text())[1]
# The checks that every activation must pass, as one unit per activation. These units are compiled with optimization,
# because golden.csv has a million results per row. A unit has the same name as the test file of the activation, so that
# both run first if the header of the activation changes.
FUNCTIONS = [Unit(functor.rpartition("::")[2], TESTS / "functions" / "common.cpp",
                  ["-O1", "-DXACT_NO_FORCED_INLINE", f"-DXACT_TEST_FUNCTION={functor}", f'-DXACT_TESTS="{TESTS}"'])
             for functor in re.sub(r"\s", "", CATALOGUE).split(",")]
# readme.cpp does not test formulas. frames.cpp and concurrent.cpp are separate programs. common.cpp is in FUNCTIONS.
# every_call_*.cpp are linked to other units. Units that run quickly come first, because they detect most changes.
OMITTED = ("readme", "frames", "concurrent", "common", "every_call_float", "every_call_double")
UNITS = [Unit(p.stem, p, ["-O0"]) for d in ("functions", "simd", "math", "arrays", "engine", "testing", "training", "")
         for p in sorted((TESTS / d).glob("*.cpp")) if p.stem not in OMITTED] + FUNCTIONS
# (header, its folder or "all", unit) -> the number of changes there that the unit detects, by mutants.txt.
DETECTED = collections.Counter()
# A change whose first unit is one of these runs only these.
EIGEN = [Unit(name, TESTS / "interop" / f"{name}.cpp", ["-O0"]) for name in ("eigen", "eigen_arrays")]


@functools.cache
def needs_calls(source):
    """Tells whether a unit is linked with every_call_*.cpp, which take a minute to compile."""
    text = source.read_text()
    return "every_call.hpp" in text or "executors.hpp" in text


def precompile(folder, target, level):
    """Precompiles catch.hpp for a target and an optimization level; returns the header to include first."""
    header = folder / f"{target}{level}.hpp"
    header.write_text((TESTS / "catch.hpp").read_text().replace("#pragma once", ""))
    subprocess.run([COMPILER, "-std=c++20", "-ffp-contract=off", *FLAGS[target], level, "-x", "c++-header", header,
                    "-o", f"{header}.gch"], check=True)
    return header


def build_and_test(include, header, target, first, shared, folder):
    """Returns a description of the first failure, or None."""
    if first == "names":
        script = TESTS / "simd" / "names.cmake"
        done = subprocess.run(["cmake", f"-DCOMPILER={COMPILER}", f"-DINCLUDES={include}", "-P", script], cwd=folder,
                              capture_output=True)
        return "names.cmake fails" if done.returncode else None

    def likely_and_cheap(unit):
        counts = (-DETECTED[place, unit.name] for place in (header.name, header.parent.name, "all"))
        return unit.name != first, *counts, needs_calls(unit.source)

    calls = []  # objects of every_call_*.cpp, compiled when first needed

    def compiled(source, options):
        out = folder / f"{source.parent.name}_{source.stem}_{len(list(folder.iterdir()))}.o"
        done = subprocess.run([COMPILER, "-std=c++20", "-ffp-contract=off", *FLAGS[target], *options,
                               "-include", shared[target, options[0]], f"-I{include}", f"-I{TESTS}",
                               "-isystem", "/usr/include/eigen3", "-c", source, "-o", out],
                              capture_output=True)
        return None if done.returncode else out

    for unit in EIGEN if first in (unit.name for unit in EIGEN) else sorted(UNITS, key=likely_and_cheap):
        objects = [compiled(unit.source, unit.options)]
        if needs_calls(unit.source):
            calls = calls or [compiled(TESTS / f"every_call_{t}.cpp", ["-O1", "-DXACT_NO_FORCED_INLINE"])
                              for t in ("float", "double")]
            objects += calls
        if None in objects:
            return f"{unit.name} does not compile"
        program = folder / unit.name
        subprocess.run([COMPILER, shared["main"], *objects, "-o", program, "-pthread"], check=True)
        try:
            done = subprocess.run([program, "~[sample]~[.]", "--abort"], capture_output=True, text=True, timeout=900)
        except subprocess.TimeoutExpired:
            return f"{unit.name} does not end"
        if done.returncode:
            return f"{unit.name} fails"
    return None


def try_unchanged(target, shared):
    """Runs all units on the unchanged headers. Returns a description of the first failure, or None."""
    with tempfile.TemporaryDirectory() as scratch:
        header = ROOT / "include" / "xact" / "xact.hpp"
        return build_and_test(ROOT / "include", header, target, "", shared, pathlib.Path(scratch))


def try_mutant(number, line, shared):
    name, old, new, target, first = line.replace("\\n", "\n").split("\t")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        shutil.copytree(ROOT / "include", folder / "include")
        header = folder / "include" / "xact" / name
        text = header.read_text()
        if text.count(old) != 1:
            return number, line, "NOT IN ONE PLACE"
        header.write_text(text.replace(old, new))
        return number, line, build_and_test(folder / "include", header, target, first, shared, folder) or "SURVIVED"


def count_detected():
    """Counts which units detect changes, so that likely units run early if the named unit does not detect a change."""
    for line in MUTANTS.read_text().splitlines():
        if line and not line.startswith("#"):
            header, *_, unit = line.split("\t")
            path = pathlib.PurePath("xact", header)
            DETECTED.update((place, unit) for place in (path.name, path.parent.name, "all"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-j", type=int, default=2, metavar="JOBS", help="changes at a time")
    parser.add_argument("--compiler", default="g++", help="clang++ takes half of the time")
    parser.add_argument("--only", default="", metavar="TEXT", help="try the lines that contain the text")
    parser.add_argument("--update", action="store_true", help="write the tests that detect changes into mutants.txt")
    options = parser.parse_args()
    begin = time.monotonic()
    global COMPILER
    COMPILER = options.compiler
    count_detected()
    lines = [l for l in MUTANTS.read_text().splitlines()
             if l and not l.startswith("#") and options.only in l]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        shared = {(target, level): precompile(folder, target, level)
                  for target in {line.split("\t")[3] for line in lines} for level in ("-O0", "-O1")}
        shared["main"] = folder / "main.o"
        source = folder / "main.cpp"
        source.write_text("#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n")
        subprocess.run([COMPILER, "-O1", "-c", source, "-o", shared["main"]], check=True)
        alive = 0
        with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
            targets = [] if options.only else sorted({line.split("\t")[3] for line in lines})
            for target, failure in zip(targets, pool.map(lambda t: try_unchanged(t, shared), targets)):
                print(f"{target}: {failure or 'all tests pass on the unchanged headers'}", flush=True)
                if failure:
                    return 1
            jobs = [pool.submit(try_mutant, i + 1, line, shared) for i, line in enumerate(lines)]
            for job in concurrent.futures.as_completed(jobs):
                number, line, verdict = job.result()
                if verdict in ("SURVIVED", "NOT IN ONE PLACE"):
                    alive += 1
                elif options.update:
                    updated = line.rpartition("\t")[0] + "\t" + verdict.partition(" ")[0]
                    MUTANTS.write_text(MUTANTS.read_text().replace(line, updated))
                print(f"{number:3} of {len(lines)}  {verdict:28}  {line}", flush=True)
    minutes = (time.monotonic() - begin) / 60
    print(f"{len(lines) - alive} killed, {alive} not, in {minutes:.0f} minutes with {options.j} jobs")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
