"""Lets the core and the bundled concepts add up every sum from its other end.

Addition of floating-point numbers is not associative, so that every sum and every product of
matrices is then rounded otherwise, as by another processor's kernel. Call `install` before the
modules are imported: their sources are rewritten so that `a @ b`, the methods of arrays and what
is taken from NumPy by name are the functions below, however a module calls or binds them.
"""

import ast
import functools
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader
from types import ModuleType

import numpy as np

PACKAGES = ("nnviz.core.", "nnviz_concepts.")
METHODS = ("sum", "mean", "var", "std", "dot")


def install():
    """Rewrite every module of these packages that is imported from now on."""
    sys.modules["numpy_backwards"] = numpy_backwards
    sys.meta_path.insert(0, Finder())


class Finder(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if not f"{name}.".startswith(PACKAGES):
            return None
        spec = PathFinder.find_spec(name, path, target)
        spec.loader = Loader(name, spec.origin)
        return spec


class Loader(SourceFileLoader):
    def get_code(self, name):
        """Compile the rewritten source, which is kept in no cache."""
        tree = Rewriting().visit(ast.parse(self.get_data(self.path)))
        return compile(ast.fix_missing_locations(tree), self.path, "exec")

    def exec_module(self, module):
        module.__dict__.update(_matmul=matmul, _method=method)
        super().exec_module(module)


class Rewriting(ast.NodeTransformer):
    def visit_Import(self, node):
        for alias in node.names:
            if alias.name == "numpy":
                alias.name = "numpy_backwards"
        return node

    def visit_ImportFrom(self, node):
        node.module = "numpy_backwards" if node.module == "numpy" else node.module
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        return call("_matmul", node.left, node.right) if is_product(node) else node

    def visit_AugAssign(self, node):
        if is_product(node):
            raise NotImplementedError(f"line {node.lineno}: @=")
        return self.generic_visit(node)

    def visit_Attribute(self, node):
        self.generic_visit(node)
        read = isinstance(node.ctx, ast.Load) and node.attr in METHODS
        return call("_method", node.value, ast.Constant(node.attr)) if read else node


def is_product(node):
    return isinstance(node.op, ast.MatMult)


def call(name, *arguments):
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def method(owner, name):
    """Return `owner.name`, or what stands for it here where the owner is an array."""
    if isinstance(owner, np.ndarray):
        return functools.partial(getattr(numpy_backwards, name), owner)
    return getattr(owner, name)


def flipped(array, axis):
    """Return a copy, for NumPy walks through a reversed view from its first number all the same."""
    array = np.asarray(array)
    return np.flip(array, tuple(range(array.ndim)) if axis is None else axis).copy()


def along_an_axis(function, default=None):
    def backwards(array, axis=default, *more, **options):
        if "where" in options:
            raise NotImplementedError("where=")
        return function(flipped(array, axis), axis, *more, **options)

    return backwards


def product(function):
    def backwards(a, b, *out, **options):
        return function(flipped(a, -1), flipped(b, max(-2, -np.ndim(b))), *out, **options)

    return backwards


def vecdot(a, b, *out, axis=-1, **options):
    return np.vecdot(flipped(a, axis), flipped(b, axis), *out, axis=axis, **options)


def norm(array, ord=None, axis=None, **options):
    return np.linalg.norm(flipped(array, axis), ord, axis, **options)


def einsum(subscripts, *operands):
    """Flip every axis that is summed over, as its letter on the right of the arrow is missing."""
    given, _, kept = subscripts.partition("->")
    turned = [
        flipped(a, tuple(i - len(letters) for i, x in enumerate(letters) if x not in kept))
        for a, letters in zip(operands, given.replace("...", "").split(","), strict=True)
    ]
    return np.einsum(subscripts, *turned)


matmul = product(np.matmul)


class Standing(ModuleType):
    """A module, or a function with methods, some of which are replaced."""

    def __init__(self, original, **replaced):
        super().__init__(original.__name__)
        self.__dict__.update(replaced, _original=original)

    def __getattr__(self, name):
        return getattr(self._original, name)

    def __call__(self, *arguments, **options):
        return self._original(*arguments, **options)


numpy_backwards = Standing(
    np,
    add=Standing(np.add, reduce=along_an_axis(np.add.reduce, default=0)),
    dot=product(np.dot),
    einsum=einsum,
    linalg=Standing(np.linalg, norm=norm),
    matmul=matmul,
    mean=along_an_axis(np.mean),
    std=along_an_axis(np.std),
    sum=along_an_axis(np.sum),
    var=along_an_axis(np.var),
    vecdot=vecdot,
)
