# cython: language_level=3
# The types of the sums, for Cython; `extents.py` says what they are.
cimport cython

from transforms.strip_boilerplate.tree cimport Block, Container, Picture

cdef frozenset _WALLS

@cython.locals(containers=list, found=list, block=Block, container=Container, index=cython.int, parent=cython.int)
cpdef list ends(tree)

@cython.locals(containers=list, found=list, picture=Picture, index=cython.int)
cpdef list photos(tree)

@cython.locals(containers=list, found=list, block=Block, index=cython.int, count=cython.int)
cpdef list walls(tree, set body, int longest)
