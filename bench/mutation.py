"""Change one thing of a module at a time and see whether its tests notice: `make mutation`.

Mutated are comparisons, logic, arithmetic, numbers, truth values, tests of branches, returns, and strings that are no
text for people (texts of messages and fixes are judged by readers). Each mutant lives in a process that parted from one
in which everything is imported, so that each takes a second or less.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import io
import json
import os
import signal
import sys
import types
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
TARGETS = {
    "geo/evidence/intervals.py": ["tests/evidence/test_intervals.py"],
    **{f"geo/checks/{path.name}": ["tests/checks"] for path in sorted((ROOT / "geo/checks").glob("[a-z]*.py"))},
}
LIMIT_S = 30
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
REVERSED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}  # fmt: skip
SPOKEN = {"message", "fix", "silence"}
"""Names of texts for people."""


class Places(ast.NodeVisitor):
    """The nodes of a module that may be changed: not its docstrings, annotations, decorators, imports for types."""

    def __init__(self) -> None:
        self.found: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.If) and _name(node.test) == "TYPE_CHECKING"):
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.Assign | ast.AnnAssign) and self._is_spoken(node):
            return
        self.found.append(node)
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "decorator_list", "type_comment"}:
                continue
            if name == "args" and isinstance(node, ast.Call) and _name(node.func) in {"Finding", "ValueError"}:
                self._visit_all(value[:1])
                continue
            self._visit_all(value if isinstance(value, list) else [value])

    def _visit_all(self, values: list[Any]) -> None:
        for value in values:
            if isinstance(value, ast.AST):
                self.visit(value)

    @staticmethod
    def _is_spoken(node: ast.Assign | ast.AnnAssign) -> bool:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(_name(target) in SPOKEN or _name(target) == "POLICY" for target in targets)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Give what may be changed of a node, each as a word on it and what does it."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            new = COMPARED[type(operator)]
            yield f"{type(operator).__name__} -> {new.__name__}", lambda n, p=place, o=new: n.ops.__setitem__(p, o())
    if isinstance(node, ast.BoolOp):
        new = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"-> {new.__name__}", lambda n, o=new: setattr(n, "op", o())
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in REVERSED:
        new = REVERSED[type(node.op)]
        yield f"{type(node.op).__name__} -> {new.__name__}", lambda n, o=new: setattr(n, "op", o())
    yield from _ways(node)
    if isinstance(node, ast.Constant):
        yield from _constants(node.value)


def _ways(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Give what may be changed of where a function goes."""
    if isinstance(node, ast.If | ast.IfExp):
        yield "branch turned", lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield "filter dropped", lambda n, p=place: n.ifs.__setitem__(p, ast.Constant(value=True))
    if isinstance(node, ast.Return) and node.value is not None:
        yield "returns None", lambda n: setattr(n, "value", ast.Constant(None))


def _constants(value: object) -> Iterator[tuple[str, Any]]:
    new: object = None
    if isinstance(value, bool):
        new = not value
    elif isinstance(value, int | float):
        new = value + 1
    elif isinstance(value, str) and value and " " not in value:
        new = value + "x"
    if new is not None:
        yield f"{value!r} -> {new!r}", lambda n, v=new: setattr(n, "value", v)


def mutants(source: str) -> Iterator[tuple[str, types.CodeType]]:
    tree = ast.parse(source)
    places = Places()
    places.visit(tree)
    for index, node in enumerate(places.found):
        for number, (word, _) in enumerate(changes(node)):
            changed = copy.deepcopy(tree)
            again = Places()
            again.visit(changed)
            target = again.found[index]
            list(changes(target))[number][1](target)
            try:
                code = compile(ast.fix_missing_locations(changed), "<mutant>", "exec", dont_inherit=True)
            except (SyntaxError, ValueError):
                continue
            yield f"{getattr(node, 'lineno', 0)}: {word}", code


def put_in(module: types.ModuleType, code: types.CodeType) -> None:
    """Give a module's functions the mutant's code, and every module that holds one of its constants the mutant's."""
    space: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__, "__package__": ""}
    exec(code, space)  # noqa: S102 - the mutant is our own module
    for name, new in space.items():
        old = vars(module).get(name)
        if isinstance(old, types.FunctionType) and old.__module__ == module.__name__:
            _recode(old, new)
        elif isinstance(old, type) and old.__module__ == module.__name__:
            for key, method in vars(new).items():
                _recode(vars(old).get(key), method)
        elif not name.startswith("__") and not isinstance(old, type | types.ModuleType | types.FunctionType):
            for other in list(sys.modules.values()):
                if getattr(other, "__dict__", {}).get(name) is old and old is not None:
                    setattr(other, name, new)


def _recode(old: object, new: object) -> None:
    for name in ("fget", "func"):  # of a property, and of one that is kept
        if getattr(old, name, None) is not None and getattr(new, name, None) is not None:
            old, new = getattr(old, name), getattr(new, name)
    if isinstance(old, types.FunctionType) and isinstance(new, types.FunctionType):
        if len(old.__code__.co_freevars) == len(new.__code__.co_freevars):
            old.__code__ = new.__code__
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__


def survives(module: types.ModuleType, code: types.CodeType, tests: list[str]) -> bool:
    """Run the tests on a mutant in a process of its own; one that runs too long is noticed as well."""
    pid = os.fork()
    if pid == 0:
        signal.alarm(LIMIT_S)
        sink = io.StringIO()
        verdict = 1
        try:
            put_in(module, code)
            with redirect_stdout(sink), redirect_stderr(sink):
                verdict = int(_run_tests(tests))
        finally:
            os._exit(0 if verdict == 0 else 1)
    return os.waitpid(pid, 0)[1] == 0


def _run_tests(tests: list[str]) -> int:
    import pytest

    return pytest.main(["-x", "-q", "--no-header", "-p", "no:cacheprovider", "--capture=sys", *tests])


def measure(file: str, tests: list[str], workers: int) -> dict[str, Any]:
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    made = list(mutants((ROOT / file).read_text("utf-8")))
    with ThreadPoolExecutor(workers) as pool:
        alive = list(pool.map(lambda one: survives(module, one[1], tests), made))
    left = [word for (word, _), is_alive in zip(made, alive, strict=True) if is_alive]
    return {"file": file, "mutants": len(made), "killed": len(made) - len(left), "survivors": left}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", default=list(TARGETS), help="Only these.")
    parser.add_argument("--goal", type=float, default=80, help="Percent that must be noticed, of each group.")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    if _run_tests(sorted({name for tests in TARGETS.values() for name in tests})):
        print("The tests fail without any change.")
        return 1
    found = []
    for file in asked.files:
        found.append(measure(file, TARGETS[file], asked.workers))
        print(f"{file:34} {found[-1]['killed']:4} of {found[-1]['mutants']:4} noticed", flush=True)
        for word in found[-1]["survivors"]:
            print(f"  {file}:{word}", flush=True)
    is_enough = True
    for group in ("geo/checks/", "geo/evidence/intervals.py"):
        rows = [row for row in found if row["file"].startswith(group)]
        total, killed = sum(row["mutants"] for row in rows), sum(row["killed"] for row in rows)
        if total:
            print(f"{group:34} {100 * killed / total:.1f} % of {total}")
            is_enough &= 100 * killed / total >= asked.goal
    (ROOT / "bench/out").mkdir(exist_ok=True)
    (ROOT / "bench/out/mutation.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0 if is_enough else 1


if __name__ == "__main__":
    sys.exit(main())
