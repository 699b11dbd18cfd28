"""The rooms of the house and the one way between them; what is loaded when."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.resources import text_of
from tests.command import python

PACKAGE = Path(kg.__file__).parent

# A module imports only what stands left of it, or beside it in its own room.
ORDER = (
    {"kg", "kg.errors", "kg.terms", "kg.journal", "kg.resources", "kg.spelling", "kg.toml", "kg.dossier"},
    {"kg.records"},
    {"kg.model", "kg.turtle"},
    {"kg.view"},
    {"kg.store"},
    {"kg.policy"},
    {"kg.question"},
    {"kg.session"},
    {"kg.lookup"},
    {"kg.folding"},
    {"kg.network"},
    {"kg.analysis"},
    {"kg.export"},
    {"kg.validation", "kg.graph"},
    {"kg.answers"},
    {"kg.importing", "kg.starter"},
    {"kg.web"},
    {"kg.site"},
    {"kg.serve"},
    {"kg.cli"},
    {"kg.__main__"},
)
HEAVY = {
    "rdflib", "oxrdflib", "networkx", "rustworkx", "scipy", "numpy", "pyshacl", "shacl", "rich", "owlrl", "flask",
    "starlette", "uvicorn", "httpx", "jinja2",
}  # fmt: skip


def modules() -> dict[str, Path]:
    by_name = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("kg", *path.relative_to(PACKAGE).with_suffix("").parts)
        by_name[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return by_name


MODULES = modules()


def imports(name: str) -> Iterator[tuple[str, int]]:
    """Yield the modules of the package that a module imports, wherever in it, with the line."""
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "kg":
                    yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno} imports relatively"
            if (node.module or "").partition(".")[0] == "kg":
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield whole if whole in MODULES else node.module or "", node.lineno


def room(name: str) -> str:
    """Return the room of a module: the package's folder, or the module itself where it has none."""
    return ".".join(name.split(".")[:2])


def place(name: str) -> int:
    return next(n for n, rooms in enumerate(ORDER) if room(name) in rooms)


def only_for_types(name: str) -> set[int]:
    """Return the lines that stand under ``if TYPE_CHECKING``, which import nothing."""
    return {
        line
        for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8")))
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_stands_in_a_room_that_the_architecture_names(name: str) -> None:
    assert any(room(name) in rooms for rooms in ORDER)


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"kg"}))
def test_a_module_imports_only_what_stands_left_of_it(name: str) -> None:
    for other, line in imports(name):
        in_order = room(other) == room(name) or place(other) < place(name) or _beside(name, other)
        assert in_order, f"{name}:{line} imports {other}"


def _beside(name: str, other: str) -> bool:
    """Say whether two modules stand in one of the first two places, whose rooms know one another."""
    return place(name) == place(other) < 2


def test_the_package_itself_imports_what_it_offers_only_when_asked() -> None:
    assert {line for _, line in imports("kg")} - only_for_types("kg") == {
        node.lineno
        for function in ast.parse(MODULES["kg"].read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom)
    }


@pytest.mark.slow
def test_logic_knows_no_terminal() -> None:
    for name in MODULES:
        if room(name) not in ("kg.cli", "kg.web", "kg.site", "kg.__main__"):
            text = MODULES[name].read_text(encoding="utf-8")
            imported = {
                alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names
            }
            imported |= {node.module or "" for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
            tops = {module.partition(".")[0] for module in imported}
            assert not tops & {
                "click",
                "rich",
                "argparse",
                "flask",
                *({"starlette"} if room(name) != "kg.serve" else ()),
            }
            assert "sys.stdout" not in text and "sys.stderr" not in text, name


def test_the_check_sees_an_import_inside_a_function() -> None:
    """The look-ups are imported lazily by the graph: if these were not seen, the order would prove nothing."""
    seen = {other for other, _ in imports("kg.graph")}
    assert "kg.lookup.entities" in seen
    assert "kg.lookup.relations" in seen


def loaded_by(code: str) -> set[str]:
    """Return the packages that Python has loaded after running this code in a process of its own."""
    done = python("-c", f"import sys\n{code}\nsys.__stderr__.write('\\n' + ' '.join(sys.modules))")
    assert done.code == 0, done.err
    return {module.partition(".")[0] for module in done.err.splitlines()[-1].split()}


@pytest.mark.parametrize("code", ["import kg", "import kg; kg.KnowledgeGraph", "import kg.cli"])
def test_importing_stays_light(code: str) -> None:
    loaded = loaded_by(code)
    assert not loaded & HEAVY
    assert "kg" in loaded


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["relations", "Turkey", "--format", "json"],
        ["relations", "--format", "csv"],
        ["relations", "Turkey", "--format", "ttl"],
        ["show", "Turkey"],
        ["entities"],
        ["query", "ASK {}"],
        ["query", "DESCRIBE entity:turkey"],
    ],
    ids=" ".join,
)
def test_a_look_up_loads_neither_rdflib_nor_networkx_nor_shapes_nor_tables(arguments: list[str]) -> None:
    loaded = loaded_by(
        "from kg.cli import run\n"
        "try:\n"
        f"    run({arguments!r})\n"
        "except SystemExit as stop:\n"
        "    assert stop.code == 0, stop.code"
    )
    assert not loaded & HEAVY
    assert "pyoxigraph" in loaded


# What takes longer to import than to do without; each was once imported by every verb.
LATE = {
    "copy", "csv", "dataclasses", "difflib", "hashlib", "json", "kg.cli.terminal", "kg.session.keeping",
    "kg.store.bounds", "kg.store.diagnostics", "kg.store.materialised", "kg.store.parsing", "platformdirs", "shlex",
    "shutil", "tempfile", "traceback", "xml",
}  # fmt: skip


@pytest.mark.slow
def test_a_look_up_in_a_snapshot_imports_and_asks_no_more_than_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    made = python(
        "-c",
        "from kg.graph import KnowledgeGraph\n"
        "from kg.store import snapshot\n"
        "KnowledgeGraph.open()\n"
        "snapshot._RECENT = 0\n"
        "assert snapshot.build_pending() == [True]",
    )
    assert made.code == 0, made.err
    done = python(
        "-c",
        "import sys\n"
        "from kg.cli import run\n"
        "from kg.store.embedded import EmbeddedStore\n"
        "asked = []\n"
        "def ask(self, text, *, arrows=None, original=EmbeddedStore.query):\n"
        "    asked.append(text)\n"
        "    return original(self, text, arrows=arrows)\n"
        "EmbeddedStore.query = ask\n"
        "try:\n"
        "    run(['relations', 'Turkey', '--format', 'json'])\n"
        "except SystemExit:\n"
        "    print(len(asked), *sys.modules, file=sys.__stderr__)",
    )
    asked, *loaded = done.err.splitlines()[-1].split()
    assert "pyoxigraph" in loaded
    assert not LATE & {*loaded}
    assert {name for name in LATE if name.startswith("kg.")} <= MODULES.keys()
    # The name, the relations of it, their pieces, and those of what they mention and of what that rests on.
    assert int(asked) <= 5


def test_values_are_structs_since_a_dataclass_takes_forty_times_as_long_to_declare() -> None:
    for name, path in MODULES.items():
        assert "dataclass" not in path.read_text(encoding="utf-8"), name


def test_the_measure_of_what_is_loaded_sees_what_is_loaded() -> None:
    assert {"rich", "shacl"} & loaded_by("import kg.cli.terminal, kg.validation") == {"rich", "shacl"}


def test_a_verb_is_loaded_only_when_it_is_called() -> None:
    done = python("-c", "import sys, kg.cli; print(*[name for name in sys.modules if name.startswith('kg.')])")
    assert set(done.out.split()) == {
        "kg.cli",
        "kg.cli.examples",
        "kg.cli.progress",
        "kg.cli.streams",
        "kg.cli.visible",
        "kg.errors",
    }


def test_the_files_of_the_package_are_found_by_the_one_module_that_knows_where() -> None:
    assert text_of("policies", "accepted.toml")
    for name in MODULES:
        if name != "kg.resources":
            assert "__file__" not in MODULES[name].read_text(encoding="utf-8"), name


@pytest.mark.slow
def test_modules_and_their_docstrings() -> None:
    for name, path in MODULES.items():
        if text := path.read_text(encoding="utf-8"):
            assert ast.get_docstring(ast.parse(text)), name


def named(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield what a module gives a name, with the line: variables, parameters, attributes, functions, types, imports."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno


def counted(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the names that stand for a number in a row of things, with the line: what is counted or reckoned with."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.For(target=target, iter=ast.Call(func=ast.Name(id="enumerate" | "range")))
                | ast.comprehension(target=target, iter=ast.Call(func=ast.Name(id="enumerate" | "range")))
            ):
                first = target.elts[0] if isinstance(target, ast.Tuple) else target
                if isinstance(first, ast.Name):
                    yield first.id, first.lineno
            case ast.AugAssign(target=ast.Name(id=name)):
                yield name, node.lineno
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
                yield from ((side.id, side.lineno) for side in (left, right) if isinstance(side, ast.Name))


def plain(name: str) -> str:
    return name.strip("_").lower()


@pytest.mark.slow
def test_a_name_says_what_it_holds() -> None:
    for module, path in MODULES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, line in named(tree):
            # Whether an answer has found anything is what its JSON calls it.
            assert plain(name) != "found" or module == "kg.answers.answer", f"{module}:{line} calls something found"
        for name, line in counted(tree):
            assert plain(name) != "place", f"{module}:{line} calls a number a place, which is a kind of entity"


def test_the_check_of_names_sees_them() -> None:
    tree = ast.parse("def f(found):\n    self._found = [place for place, _ in enumerate(found)]\n    place += 1\n")
    assert {(plain(name), line) for name, line in named(tree)} >= {("found", 1), ("found", 2)}
    assert {line for name, line in counted(tree) if name == "place"} == {2, 3}
