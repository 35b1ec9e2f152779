#!/usr/bin/env python3
"""Computes the cycles per 16 elements of the inner loops on several processors, without these processors.

    mca.py                                prints the table
    mca.py --out FOLDER                   writes mca.md and mca.json to FOLDER
    mca.py --compare REVISION|OTHER.json  prints the changes since a git revision, or since an earlier mca.json

The script compiles forward, derivative and backward of each function for each processor, finds the inner loop in the
assembly (assembly.py), and runs llvm-mca on it. llvm-mca simulates the execution units of a processor: all data are in
the first-level cache, and all branches are predicted. With --compare the exit status is 1 if a loop became slower.
"""
import argparse
import collections
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import assembly
from pages import table

ROOT = pathlib.Path(__file__).resolve().parents[1]
VERBS = {"forward": "x, y", "derivative": "x, y", "backward": "x, dy, y"}
BYTES = {"float": 4, "double": 8}
ITERATIONS = 300
ELEMENTS = 16
# A loop counts as slower or faster if its cycles change by more than this share.
TOLERANCE = 0.02

Cpu = collections.namedtuple("Cpu", "model registers clang gxx arm", defaults=(False,))


def x86(model, registers="zmm", gxx=None):
    return Cpu(model, registers, [f"-march={model}"], gxx or [f"-march={model}"])


# g++ 12 has no -march=znver4.
ZEN4_GXX = ["-march=znver3", "-mgfni", *(f"-mavx512{part}" for part in (
    "f", "dq", "cd", "bw", "vl", "ifma", "vbmi", "vbmi2", "vnni", "bitalg", "vpopcntdq", "bf16"))]
CPUS = {"Skylake-X": x86("skylake-avx512"), "Ice Lake": x86("icelake-server"), "Sapphire Rapids": x86("sapphirerapids"),
        "Zen 3": x86("znver3", "ymm"), "Zen 4": x86("znver4", gxx=ZEN4_GXX),
        "Neoverse V1": Cpu("neoverse-v1", "neon", ["--target=aarch64-linux-gnu", "-mcpu=neoverse-v1"],
                           ["-mcpu=neoverse-v1"], True)}
# Debian's packages of the programs.
PACKAGES = {"clang++-19": "clang-19", "llvm-mca-19": "llvm-19", "aarch64-linux-gnu-g++": "g++-aarch64-linux-gnu"}


def fail(text):
    sys.exit(f"mca.py: {text}")


def run(*command, **options):
    """Runs a command and returns its output."""
    if not shutil.which(command[0]):
        fail(f"{command[0]} is not installed: apt-get install {PACKAGES.get(command[0], command[0])}")
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        first = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr[:200])
        fail(f"{command[0]} failed: {first}")
    return done.stdout


def compiler_of(compiler, cpu):
    return "clang++-19" if compiler == "clang" else "aarch64-linux-gnu-g++" if cpu.arm else "g++"


def functors(include):
    """Returns the functors of the catalogue, such as relu and formula::prelu."""
    found = re.search(r"using catalogue =\s*list<([^;]*)>;", (include / "xact/catalogue.hpp").read_text())
    if not found:
        fail(f"{include}/xact/catalogue.hpp has no list of functions")
    return re.sub(r"\s", "", found[1]).split(",")


def source(names, types):
    """Returns a source file with one function per verb, function and type, and the symbols of these functions."""
    text, symbols = ["#include <xact/xact.hpp>", "#include <span>"], {}
    for number in types:
        for functor in names:
            for verb, arrays in VERBS.items():
                name = functor.rpartition("::")[2]
                symbol = f"mca_{verb}_{name}_{number}"
                symbols[symbol] = (f"{verb} {name}" + (", double" if number == "double" else ""), number)
                text.append(f"""
extern "C" void {symbol}(const {number} *px, const {number} *pdy, {number} *py, std::size_t n) {{
  const std::span x(px, n), dy(pdy, n);
  const std::span y(py, n);
  xact::{verb}(xact::{functor}{{}}, {arrays});
}}""")
    return "\n".join(text) + "\n", symbols


def loops_of(compiler, cpu, include, xsimd, types):
    """Compiles the functions, and returns the way through the inner loop of each, by its title."""
    text, symbols = source(functors(include), types)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        # The folder has only a link to xsimd, because /usr/include has headers for the processor of this machine.
        (folder / "xsimd").symlink_to((xsimd / "xsimd").resolve(), target_is_directory=True)
        (folder / "loops.cpp").write_text(text)
        flags = cpu.clang if compiler == "clang" else cpu.gxx
        run(compiler_of(compiler, cpu), "-std=c++20", "-O3", "-DNDEBUG", "-w", *flags, f"-I{include}",
            "-isystem", folder, "-S", folder / "loops.cpp", "-o", folder / "loops.s")
        code = (folder / "loops.s").read_text()
    return {title: assembly.hot_loop(code, symbol, assembly.TARGETS[cpu.registers], BYTES[number])
            for symbol, (title, number) in symbols.items()}


def cycles(loops, cpu):
    """Returns the cycles per 16 elements of each loop, as llvm-mca simulates them, or None if the loop has calls."""
    regions = [f"# LLVM-MCA-BEGIN {k}\n" + "\n".join(loop.instructions) + f"\n# LLVM-MCA-END {k}\n"
               for k, loop in enumerate(loops.values())]
    triple = "aarch64-linux-gnu" if cpu.arm else "x86_64-linux-gnu"
    output = run("llvm-mca-19", f"-mtriple={triple}", f"-mcpu={cpu.model}", f"-iterations={ITERATIONS}", "-json",
                 input="".join(regions))
    summaries = [region["SummaryView"] for region in json.loads(output)["CodeRegions"]]
    assert len(summaries) == len(loops)
    return {title: None if loop.calls else round(summary["TotalCycles"] / ITERATIONS * ELEMENTS / loop.elements, 2)
            for (title, loop), summary in zip(loops.items(), summaries)}


def measured(options, include):
    """Returns the cycles of all loops, by compiler, processor and title, with the versions of the programs."""
    all_cycles, versions = {}, {"llvm-mca": re.search(r"LLVM version (\S+)", run("llvm-mca-19", "--version"))[1]}
    for compiler in options.compilers:
        of_compiler = all_cycles[compiler] = {}
        for name in options.cpus:
            print(f"\r{compiler}: {name:20}", end="", file=sys.stderr, flush=True)
            cpu = CPUS[name]
            try:
                of_compiler[name] = cycles(loops_of(compiler, cpu, include, options.xsimd, options.types), cpu)
            except LookupError as error:
                fail(f"{compiler}, {name}: {error.args[0]}")
        program = compiler_of(compiler, CPUS[options.cpus[0]])
        versions[compiler] = re.search(r"\d+\.\d+\.\d+", run(program, "--version"))[0]
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    return {"date": datetime.date.today().isoformat(), "versions": versions, "cycles": all_cycles}


def cell(number):
    return "call" if number is None else f"{number:.1f}"


def page(data):
    """Yields the lines of mca.md."""
    versions = data["versions"]
    yield "# Cycles of the inner loops"
    yield ""
    yield f"Cycles per {ELEMENTS} elements, simulated by llvm-mca {versions['llvm-mca']} on {data['date']}, of the loop " \
          "that a call on arrays in the first-level cache runs, compiled with -O3 for the processor. Numbers are floats " \
          "unless the row states double. Neoverse V1 uses NEON. *call*: the compiler did not inline a function into the loop, and " \
          "llvm-mca cannot simulate calls. Made by `cmake --build build/bench --target mca`."
    yield ""
    yield "Compare a number with the same cell of another revision, not with another column: the simulated processors " \
          "have no limit of decoding and all data in the first-level cache, and LLVM's models of Ice Lake and Sapphire " \
          "Rapids have one multiplier for 512 bits, but the server processors have two."
    for compiler, columns in data["cycles"].items():
        yield from ("", f"## {compiler} {versions[compiler]}", "")
        titles = next(iter(columns.values()))
        yield from table(["", *columns], [[title, *(cell(columns[cpu][title]) for cpu in columns)] for title in titles])


def change(new, old):
    """Returns the ratio of two numbers of cycles. A loop with calls (None) is slower than any loop without."""
    if new is None or old is None:
        return 1 if new is old else float("inf") if new is None else 0
    return new / old


def compare(new, old):
    """Prints the loops whose cycles changed, and returns true if any became slower."""
    slower = faster = both = 0
    for compiler, columns in new["cycles"].items():
        before = old["cycles"].get(compiler, {})
        cpus = [cpu for cpu in columns if cpu in before]
        rows = []
        for title in next(iter(columns.values())):
            pairs = [(columns[cpu][title], before[cpu][title]) for cpu in cpus if title in before[cpu]]
            changes = [change(*pair) for pair in pairs]
            both += len(pairs)
            slower += sum(c > 1 + TOLERANCE for c in changes)
            faster += sum(c < 1 - TOLERANCE for c in changes)
            if any(abs(c - 1) > TOLERANCE for c in changes):
                rows.append([title, *(f"{cell(b)} → {cell(a)} ({c:.2f})" for (a, b), c in zip(pairs, changes))])
        if rows:
            print(f"{compiler}: cycles per {ELEMENTS} elements, old → new (new / old)\n")
            print("\n".join(table(["", *cpus], rows)) + "\n")
    if not both:
        fail("the two results have no loop in common")
    print(f"{slower} of {both} loops became slower and {faster} faster, by more than {TOLERANCE:.0%}")
    return slower > 0


def earlier(options):
    """Returns the results in the file options.compare, or measures the headers of the git revision options.compare."""
    path = pathlib.Path(options.compare)
    if path.suffix == ".json":
        try:
            return json.loads(path.read_text())
        except (OSError, ValueError) as error:
            fail(f"{path} does not contain results of mca.py: {error}")
    with tempfile.TemporaryDirectory() as folder:
        archive = pathlib.Path(folder) / "include.tar"
        run("git", "-C", ROOT, "archive", f"--output={archive}", options.compare, "include")
        run("tar", "-x", "-C", folder, "-f", archive)
        return measured(options, pathlib.Path(folder) / "include")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compilers", nargs="+", choices=["clang", "g++"], default=["clang"], help="default: clang")
    parser.add_argument("--cpus", nargs="+", choices=CPUS, default=list(CPUS), metavar="CPU",
                        help="default: " + ", ".join(CPUS))
    parser.add_argument("--types", nargs="+", choices=BYTES, default=["float"], help="default: float")
    parser.add_argument("--xsimd", type=pathlib.Path, default=pathlib.Path("/usr/include"),
                        help="the folder that has xsimd/xsimd.hpp; default: /usr/include")
    parser.add_argument("--out", type=pathlib.Path, help="the folder of mca.md and mca.json")
    parser.add_argument("--compare", metavar="OTHER", help="a git revision, or an earlier mca.json")
    options = parser.parse_args()
    if not (options.xsimd / "xsimd/xsimd.hpp").is_file():
        fail(f"{options.xsimd} has no xsimd/xsimd.hpp; use --xsimd")
    old = earlier(options) if options.compare else None
    data = measured(options, ROOT / "include")
    text = "\n".join(page(data)) + "\n"
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "mca.md").write_text(text)
        (options.out / "mca.json").write_text(json.dumps(data, indent=1) + "\n")
        print(f"The table is {options.out / 'mca.md'}")
    elif not old:
        print(text, end="")
    if old:
        sys.exit(compare(data, old))


if __name__ == "__main__":
    main()
