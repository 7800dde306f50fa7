# cython: language_level=3
# The types of the arithmetic over blocks and containers, for Cython; `body.py` says what it does.
cimport cython

from transforms.strip_boilerplate.tree cimport Block, Container


cdef int _H1, _P, _LI, _MAIN, _ARTICLE
cdef frozenset _HEADINGS, _FURNITURE, _TABLE_PARTS


cdef class _Reader:
    cdef object tree
    cdef list containers, blocks
    cdef double factor
    cdef int relaxed

    @cython.locals(length=cython.double, linked=cython.bint, weight=cython.double)
    cdef double _weight(self, Block block) except -1
    @cython.locals(containers=list, mass=list, holds=list, dead=list, container=Container, block=Block, weight=cython.double, index=cython.int,
                   parent=cython.int, furniture=cython.int, prose=cython.double)
    cdef tuple _dead(self, list weights)
    @cython.locals(containers=list, own=list, total=list, score=list, block=Block, weight=cython.double, index=cython.int, parent=cython.int)
    cdef tuple _scores(self, list weights, list dead)
    @cython.locals(block=Block, index=cython.int, after=cython.double)
    cdef int _heading(self, list weights, list dead, double prose) except -2
    @cython.locals(containers=list, size=cython.int, paragraphs=list, linked=list, length=list, block=Block, weight=cython.double, index=cython.int,
                   parent=cython.int, child_on_path=dict, level=dict, reach=cython.int, at=cython.int, up=cython.int, inside=list)
    cdef list _inside(self, int seed, list own, list total, list weights, list dead)
    @cython.locals(own=Container, other=Container)
    cdef bint _is_sibling(self, int index, int on_path, list total, list paragraphs, double mass) except -1
    @cython.locals(kept=list, dropped=list, prompts=list, seen=set, index=cython.int, block=Block)
    cdef tuple _sorted_out(self, int start, list inside, list dead)
    cdef bint _trails(self, Block block) except -1
    @cython.locals(text=str, length=cython.int)
    cdef object _furniture(self, Block block, set seen)
