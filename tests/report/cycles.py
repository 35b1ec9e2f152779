#!/usr/bin/env python3
"""Tests benchmarks/assembly.py on handmade assembly, and the comparison of benchmarks/mca.py."""
import contextlib
import io
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import handmade  # the first import, because it makes the modules of benchmarks/ importable
import assembly
import mca

HAS_PROGRAMS = all(map(shutil.which, ("clang++-19", "llvm-mca-19"))) \
    and pathlib.Path("/usr/include/xsimd/xsimd.hpp").is_file()
# The loop as g++ writes it for a long formula. The block at .L4 prefetches, the block at .L5 has a non-temporal store.
# .L8 is a loop over single vectors, the loop at .L9 has no store to an array.
X86 = """
\t.type\tentry, @function
entry:
\tcmpq\t$4097, %rdx
\tja\t.L1
\tjmp\tkernel@PLT
.L1:
\tcall\tslow
\tret
\t.size\tentry, .-entry
kernel:
\txorl\t%eax, %eax
.L3:
\ttestb\t%cl, %cl
\tjne\t.L4
.L6:
\tvmovups\t(%rsi,%rax), %ymm0
\tvmulps\t%ymm0, %ymm1, %ymm2
\tvmovups\t32(%rsi,%rax), %ymm3 # a comment
\tvmovaps\t%ymm3, 8(%rsp)
\ttestb\t%dl, %dl
\tjne\t.L5
\tvmovups\t%ymm2, (%rdi,%rax)
\tvmovups\t%ymm3, 32(%rdi,%rax)
.L7:
\taddq\t$64, %rax
\tcmpq\t%rax, %r8
\tja\t.L3
\tjmp\t.L8
.L4:
\tprefetcht0\t2048(%rsi)
\tjmp\t.L6
.L5:
\tvmovntps\t%ymm2, (%rdi,%rax)
\tvmovntps\t%ymm3, 32(%rdi,%rax)
\tjmp\t.L7
.L8:
\tvmovups\t(%rsi,%rax), %ymm0
\tvmovups\t%ymm0, (%rdi,%rax)
\taddq\t$32, %rax
\tja\t.L8
.L9:
\tvmovaps\t%ymm3, 8(%rsp)
\tja\t.L9
\tret
\t.size\tkernel, .-kernel
slow:
.L10:
\tvmovups\t%ymm0, (%rdi,%rax)
\tvmovups\t%ymm0, (%rdi,%rax)
\tvmovups\t%ymm0, (%rdi,%rax)
\tvmovups\t%ymm0, (%rdi,%rax)
\tja\t.L10
\tret
\t.size\tslow, .-slow
"""
ARM = """
entry:
\tb\tkernel
\t.size\tentry, .-entry
kernel:
.LBB0_1:
\tldp\tq0, q1, [x0], #32
\tbic\tv0.16b, v0.16b, v2.16b // a comment
\tstr\tq3, [sp, #16]
\tbl\tother
\tstp\tq0, q1, [x1], #32
\tsubs\tx2, x2, #8
\tb.hi\t.LBB0_1
\tret
\t.size\tkernel, .-kernel
"""


class Assembly(unittest.TestCase):
    def test_the_way_without_prefetches_and_non_temporal_stores(self):
        loop = assembly.hot_loop(X86.replace("\tcall\tslow\n", ""), "entry", assembly.TARGETS["ymm"])
        self.assertEqual((loop.elements, loop.vectors, loop.rare, loop.calls), (16, 6, 0, 0))
        self.assertEqual(loop.instructions[0], "testb %cl, %cl")
        self.assertEqual(loop.instructions[-1], "ja .L3")
        self.assertEqual(len(loop.instructions), 13)

    def test_doubles_count_half(self):
        text = X86.replace("\tcall\tslow\n", "")
        self.assertEqual(assembly.hot_loop(text, "entry", assembly.TARGETS["ymm"], 8).elements, 8)

    def test_the_largest_step_of_all_called_functions(self):
        self.assertEqual(assembly.hot_loop(X86, "entry", assembly.TARGETS["ymm"]).elements, 32)

    def test_the_nearest_function(self):
        """A loop of the entry itself counts, though a called function has a larger step."""
        near = X86.replace("\tcall\tslow\n", "\tcall\tslow\n.L2:\n\tvmovups\t%ymm0, (%rdi)\n\tja\t.L2\n")
        self.assertEqual(assembly.hot_loop(near, "entry", assembly.TARGETS["ymm"]).elements, 8)

    def test_arm(self):
        loop = assembly.hot_loop(ARM, "entry", assembly.TARGETS["neon"])
        self.assertEqual((loop.elements, loop.calls, len(loop.instructions)), (8, 1, 7))

    def test_no_loop(self):
        for symbol, registers in (("entry", "zmm"), ("absent", "ymm")):
            with self.assertRaises(LookupError):
                assembly.hot_loop(X86, symbol, assembly.TARGETS[registers])


def results(**rows):
    return {"cycles": {"clang": {"Zen 3": {title.replace("_", " "): number for title, number in rows.items()}}}}


class Compare(unittest.TestCase):
    def compared(self, new, old):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            slower = mca.compare(new, old)
        return slower, out.getvalue()

    def test_changes(self):
        slower, text = self.compared(results(forward_elu=12.0, forward_relu=1.0, forward_tanh=9.9, forward_new=1.0),
                                     results(forward_elu=10.0, forward_relu=2.0, forward_tanh=10.0, forward_gone=1.0))
        self.assertTrue(slower)
        self.assertIn("| forward elu | 10.0 → 12.0 (1.20) |", text)
        self.assertIn("| forward relu | 2.0 → 1.0 (0.50) |", text)
        self.assertNotIn("tanh", text)
        self.assertIn("1 of 3 loops became slower and 1 faster, by more than 2%", text)

    def test_no_change(self):
        self.assertEqual(self.compared(results(forward_elu=10.0), results(forward_elu=10.1)),
                         (False, "0 of 1 loops became slower and 0 faster, by more than 2%\n"))

    def test_a_call_in_a_loop_is_slower(self):
        slower, text = self.compared(results(forward_elu=None), results(forward_elu=10.0))
        self.assertTrue(slower)
        self.assertIn("10.0 → call", text)
        self.assertFalse(self.compared(results(forward_elu=10.0), results(forward_elu=None))[0])
        self.assertFalse(self.compared(results(forward_elu=None), results(forward_elu=None))[0])

    def test_nothing_in_common(self):
        with self.assertRaises(SystemExit):
            self.compared(results(forward_elu=1.0), results(forward_relu=1.0))


class Headers(unittest.TestCase):
    @unittest.skipUnless(HAS_PROGRAMS, "needs clang-19, llvm-19 and xsimd")
    def test_every_function_has_a_loop_without_calls(self):
        done = subprocess.run([sys.executable, "-B", handmade.BENCHMARKS / "mca.py", "--cpus", "Zen 3"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = re.findall(r"^\| (\w+) (\w+) \| (\d+\.\d) \|$", done.stdout, re.MULTILINE)
        names = {name.rpartition("::")[2] for name in mca.functors(handmade.BENCHMARKS.parent / "include")}
        self.assertEqual({row[:2] for row in rows}, {(verb, name) for verb in mca.VERBS for name in names})


if __name__ == "__main__":
    unittest.main()
