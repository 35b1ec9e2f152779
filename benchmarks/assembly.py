"""Finds the loop of a function in the assembly that g++ or clang wrote for x86-64 or 64-bit Arm."""
import collections
import re

# A straight run of instructions. `target` is the label of the jump at its end, `falls` is true if the next block may
# follow.
Block = collections.namedtuple("Block", "instructions target falls")
# A way through one iteration of a loop, and the numbers by which ways are ranked.
Way = collections.namedtuple("Way", "instructions elements vectors rare calls")

LABEL = re.compile(r"([\w.$]+):")
ARM_CONDITION = "eq|ne|cs|cc|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le"
JUMP = re.compile(rf"(?P<always>jmp|b|br)$|(?:j[a-z]+|b\.?(?:{ARM_CONDITION})|cbn?z|tbn?z)$")
# A call, or a jump to another function at the end of a function.
CALL = re.compile(r"(?:callq?|jmp|bl?)\s+(?!\.L)([\w.$]+?)(?:@PLT)?$")
RETURN = re.compile(r"(?:ret[ql]?|ud2|brk|udf)\b")
# Instructions of loops on arrays that exceed the caches: prefetches and non-temporal stores.
RARE = re.compile(r"prefetch|prfm|v?movnt|stnp")
MOST_WAYS = 4096


class Target:
    """The vector registers of an instruction set: `register` matches one of `bytes` bytes, `store` a store of one."""

    def __init__(self, register, bytes_, store):
        self.register, self.bytes = re.compile(register), bytes_
        self.store = re.compile(store)

    def stored_bytes(self, instruction):
        """Returns the bytes that the instruction stores from vector registers to an array. The stack is no array."""
        return self.bytes if self.store.match(instruction) else 0


def x86(letter, bytes_):
    # `store` matches a move of a register to memory whose base is not the stack.
    return Target(f"%{letter}mm\\d", bytes_, f"^v?mov\\w+\\s+%{letter}mm\\d+, (?![^(]*\\(%r[sb]p)[^%]*\\(")


class Arm(Target):
    def __init__(self):
        super().__init__(r"\b(?:v\d+\.(?:16b|8h|4s|2d)|q\d+)\b", 16, r"st(?:u?r|n?p|1)\s[^[]*\[(?!sp\b)")

    def stored_bytes(self, instruction):  # one instruction may store several registers
        if not self.store.match(instruction):
            return 0
        return self.bytes * len(self.register.findall(instruction.partition("[")[0]))


TARGETS = {"zmm": x86("z", 64), "ymm": x86("y", 32), "xmm": x86("x", 16), "neon": Arm()}


def functions(text):
    """Returns the lines of every function, by its symbol."""
    found, lines = {}, None
    for line in text.splitlines():
        line = re.sub(r"\s*(?://|# |#%|## ).*|^\s*#.*", "", line).strip()
        label = LABEL.match(line)
        if label and not label[1].startswith((".L", "..")):
            lines = found.setdefault(label[1], [])
        elif line.startswith((".size", ".section", ".data")):
            lines = None
        elif line and lines is not None and (label or not line.startswith(".")):
            lines.append(line.replace("\t", " "))
    return found


def blocks(lines):
    """Returns the blocks of a function, and the index of the block at each label."""
    result, labels, current = [], {}, []

    def end(target=None, falls=True):
        nonlocal current
        result.append(Block(current, target, falls))
        current = []

    for line in lines:
        label = LABEL.match(line)
        if label:
            if current:
                end()
            labels[label[1]] = len(result)
            continue
        current.append(line)
        jump = JUMP.match(line.split()[0])
        if jump:
            end(re.split(r"[\s,]+", line)[-1], not jump["always"])
        elif RETURN.match(line):
            end(None, False)
    end(None, False)
    return result, labels


def successors(all_blocks, labels):
    """Returns the blocks that may follow each block."""
    return [[*([labels[b.target]] if b.target in labels else []), *([i + 1] if b.falls else [])]
            for i, b in enumerate(all_blocks)]


def inner_loops(next_of):
    """Returns the innermost loops: the first block of each, and the set of its blocks."""
    backs, state, stack = collections.defaultdict(set), {}, [(0, iter(next_of[0]))]
    state[0] = "open"
    while stack:
        block, rest = stack[-1]
        for other in rest:
            if state.get(other) == "open":
                backs[other].add(block)
            elif other not in state:
                state[other] = "open"
                stack.append((other, iter(next_of[other])))
                break
        else:
            state[block] = "done"
            stack.pop()
    before = collections.defaultdict(set)
    for block, others in enumerate(next_of):
        for other in others:
            before[other].add(block)
    bodies = {}
    for head, ends in backs.items():
        body, waiting = {head}, list(ends)
        while waiting:
            block = waiting.pop()
            if block not in body:
                body.add(block)
                waiting += before[block]
        bodies[head] = body
    return [(head, body) for head, body in bodies.items() if not any(h != head and h in body for h in bodies)]


def ways_of(head, body, next_of):
    """Yields the sequences of blocks from the first block of a loop back to this block."""
    stack = [(head,)]
    for _ in range(MOST_WAYS):
        if not stack:
            return
        way = stack.pop()
        for other in next_of[way[-1]]:
            if other == head:
                yield way
            elif other in body and other not in way:
                stack.append((*way, other))


def ways(lines, target, number_bytes):
    """Yields the ways through the innermost loops of a function that store vectors."""
    all_blocks, labels = blocks(lines)
    next_of = successors(all_blocks, labels)
    for head, body in inner_loops(next_of):
        for way in ways_of(head, body, next_of):
            code = [line for block in way for line in all_blocks[block].instructions]
            stored = sum(map(target.stored_bytes, code))
            if stored:
                yield Way(code, stored // number_bytes, sum(bool(target.register.search(line)) for line in code),
                          sum(bool(RARE.match(line)) for line in code), sum(bool(CALL.match(line)) for line in code))


def hot_loop(text, symbol, target, number_bytes=4):
    """Returns the way through the loop that `symbol` runs for arrays in the first-level cache. The loop is in the
    function of the symbol, or else in the functions that it calls, or else in those that they call. Of several ways,
    those without prefetches and non-temporal stores come first, then those that store the most elements, then those
    with the most vector instructions. Raises LookupError if there is no loop that stores vectors."""
    all_functions = functions(text)
    if symbol not in all_functions:
        raise LookupError(f"the assembly has no function {symbol}")
    seen, level = {symbol}, [symbol]
    while level:
        found = [way for name in level for way in ways(all_functions[name], target, number_bytes)]
        if found:
            return max(found, key=lambda way: (-way.rare, way.elements, way.vectors))
        called = [match[1] for name in level for line in all_functions[name] if (match := CALL.match(line))]
        level = [name for name in dict.fromkeys(called) if name in all_functions and name not in seen]
        seen.update(level)
    raise LookupError(f"{symbol} has no loop that stores vectors")
