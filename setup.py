"""The compiled part of Dateline: a module that has a `.pxd` beside it is compiled by Cython, and so is each `.pyx`.

The modules are Python that runs as it is; what a `.pyx` does, the module that imports it does without. So where there is no C compiler
the package installs all the same, and reads pages more slowly.
"""

from __future__ import annotations

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

FOLDER = Path("transforms")
SOURCES = sorted([*FOLDER.glob("*/*.pyx"), *(types.with_suffix(".py") for types in FOLDER.glob("*/*.pxd"))])

extensions = [Extension(".".join(source.with_suffix("").parts), [str(source)]) for source in SOURCES]
# Annotations are the type checker's; what is C's is said in the `.pxd` files.
compiled = cythonize(extensions, build_dir="build", compiler_directives={"language_level": 3, "annotation_typing": False})
for extension in compiled:
    # Cython makes extensions of its own, and they do not keep this (3.2, `default_create_extension`).
    extension.optional = True
setup(ext_modules=compiled)
