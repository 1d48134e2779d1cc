"""What a view's code says: for one method, the calls that it makes, in its own module's helpers too."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

Function = Callable[..., Any]
Names = dict[str, ast.expr]

_DEEPEST: Final = 4
_METHODS: Final = {"require_GET": ["GET"], "require_safe": ["GET", "HEAD"], "require_POST": ["POST"]}


@dataclass(frozen=True, slots=True)
class Code:
    """A function's code, the names of its module, and what its caller put in for its parameters."""

    function: Function
    node: ast.FunctionDef
    given: Names = field(default_factory=dict)

    def resolve(self, node: ast.expr) -> Any:  # noqa: ANN401 - whatever a module holds
        """What a name, or a name of a module, or a constant stands for; None for anything else."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self.given:
                given = self.given[name]
                return given.value if isinstance(given, ast.Constant) else None
            case ast.Name(id=name):
                return self.function.__globals__.get(name)
            case ast.Attribute(value=of, attr=name):
                return getattr(self.resolve(of), name, None)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Call:
    """A call, and the code in which it stands."""

    code: Code
    node: ast.Call

    @property
    def function(self) -> Any:  # noqa: ANN401 - whatever is called
        """What is called, if it is known by name."""
        return self.code.resolve(self.node.func)

    def named(self, name: str) -> Any:  # noqa: ANN401 - a constant
        """The constant that is given by this name."""
        return next((self.code.resolve(each.value) for each in self.node.keywords if each.arg == name), None)


@cache
def code_of(function: Function) -> Code:
    """The code of a function, under its decorators."""
    bare = inspect.unwrap(function)
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(bare))).body
    if not isinstance(node, ast.FunctionDef):
        raise TypeError(f"{bare.__qualname__} is no function.")
    return Code(bare, node)


def methods_of(code: Code) -> list[str]:
    """The methods that its decorators let in."""
    for each in code.node.decorator_list:
        if isinstance(each, ast.Name) and each.id in _METHODS:
            return _METHODS[each.id]
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "require_http_methods":
            found: list[str] = ast.literal_eval(each.args[0])
            return found
    raise LookupError(f"{code.function.__qualname__} does not say which methods it answers.")


def decorated(code: Code, name: str) -> bool:
    """Whether a decorator of this name, as it is written, stands over it."""
    return any(ast.unparse(each) == name for each in code.node.decorator_list)


def statements_for(code: Code, method: str) -> list[ast.stmt]:
    """The statements that run for this method: `if request.method == …` is decided, everything else stays."""
    return list(_taken(code.node.body, method))


def _taken(body: list[ast.stmt], method: str) -> Iterator[ast.stmt]:
    for each in body:
        decided = _decided(each.test, method) if isinstance(each, ast.If) else None
        if not isinstance(each, ast.If) or decided is None:
            yield each
            continue
        branch = each.body if decided else each.orelse
        yield from _taken(branch, method)
        if branch and isinstance(branch[-1], ast.Return):
            return


def _decided(test: ast.expr, method: str) -> bool | None:
    match test:
        case ast.Compare(left=ast.Attribute(attr="method"), ops=[op], comparators=[ast.Constant(value=asked)]):
            return (asked == method) == isinstance(op, ast.Eq)
        case _:
            return None


def calls(code: Code, body: list[ast.stmt], depth: int = 0) -> Iterator[Call]:
    """Every call of the statements, and of the helpers of the same package that get the request or its query."""
    for node in (found for each in body for found in ast.walk(each)):
        if not isinstance(node, ast.Call):
            continue
        call = Call(code, node)
        yield call
        inner = _helper(call)
        if inner is not None and depth < _DEEPEST:
            yield from calls(inner, inner.node.body, depth + 1)


def _helper(call: Call) -> Code | None:
    """The code behind a call, where it is a helper of the view: of its own module, or given the request's query."""
    function = call.function
    if not inspect.isfunction(function) or not function.__module__.startswith("vouchsafe."):
        return None
    own = function.__module__ == call.code.function.__module__
    given_query = any(ast.unparse(each) == "request.GET" for each in call.node.args)
    if not own and not given_query:
        return None
    code = code_of(function)
    names = [each.arg for each in code.node.args.args]
    return Code(code.function, code.node, dict(zip(names, call.node.args, strict=False)))


def queries_of(code: Code, body: list[ast.stmt]) -> Iterator[str]:
    """The names by which the query is asked, in the order of the code."""
    seen = [(code, each) for each in body]
    seen += [(inner, each) for call in calls(code, body) if (inner := _helper(call)) for each in inner.node.body]
    for where, statement in seen:
        for node in ast.walk(statement):
            name = _asked(where, node)
            if isinstance(name, str):
                yield name


def _asked(code: Code, node: ast.AST) -> Any:  # noqa: ANN401 - a constant
    match node:
        case ast.Call(func=ast.Attribute(value=of, attr="get"), args=[name, *_]) if _is_query(code, of):
            return code.resolve(name)
        case ast.Subscript(value=of, slice=name) if _is_query(code, of):
            return code.resolve(name)
        case _:
            return None


def _is_query(code: Code, node: ast.expr) -> bool:
    given = code.given.get(node.id) if isinstance(node, ast.Name) else node
    return given is not None and ast.unparse(given) == "request.GET"
