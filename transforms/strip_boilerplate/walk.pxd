# cython: language_level=3
# The types of the walk's state and of its steps, for Cython; `walk.py` says what they mean.
cimport cython

from transforms.strip_boilerplate.tree cimport Block, Container, Picture, Span


cdef int _MAX_NAMES, _SHORT_SIDE, _MAX_SIDES
cdef unsigned char _BLOCK, _INLINE, _PLAIN, _LINK, _BREAK, _TIME, _IMAGE, _META, _LINK_REL, _SCRIPT, _TITLE, _NOSCRIPT, _TEXT, _FIELD
cdef unsigned char _ARTICLE, _BLOCKQUOTE, _FIGCAPTION, _FIGURE, _LI, _P, _SOURCE, _TEXT_ID, _END, _VOID
cdef bytes _KIND, _SORTS
cdef frozenset _FURNITURE, _HEADINGS, _NEVER_SKIPPED, _LEAVES, _NO_CAPTION, _BOLD, _BESIDE_NAMES, _FURNITURE_ROLES
cdef dict _NO_ATTRIBUTES
cdef list _NO_LINKS


cdef class Walk:
    cdef object tree, href
    cdef list blocks, containers, opened, pieces, links
    cdef dict verdicts
    cdef int sides, container, tag, muted, marks
    cdef int link_chars, time_chars, strong_chars, link_from, breaks, text_tag, text_container
    cdef bint strong, captioned

    @cython.locals(node_tags=bytes, values=list, at=cython.int, size=cython.int, tag=cython.uchar, kind=cython.uchar)
    cpdef read(self, nodes)
    @cython.locals(blank=cython.bint)
    cdef add_text(self, str text)
    cdef close_run(self)
    cdef open(self, int kind, bint parts, object span)
    @cython.locals(attributes=dict, furniture=cython.int, text=cython.int, roles=cython.int, media=cython.bint, side=cython.bint, named=cython.bint, after=cython.int)
    cdef int begin_block(self, int tag, value, nodes, int at) except -1
    @cython.locals(attributes=dict, captioned=cython.bint, roles=cython.int, hidden=cython.bint, apart=cython.bint, furniture=cython.int)
    cdef begin_inline(self, int tag, int kind, value)
    @cython.locals(attributes=dict, roles=cython.int)
    cdef begin_link(self, value, nodes, int at)
    @cython.locals(kind=cython.int, container=cython.int, tag=cython.int, strong=cython.bint, captioned=cython.bint, start=cython.int, marks=cython.int)
    cdef end(self)
    @cython.locals(within=cython.bint)
    cdef end_span(self, span, int kind, int start)
    cdef object verdict(self, str name)

@cython.locals(depth=cython.int, chars=cython.int, tag=cython.uchar)
cdef int after_side(bytes node_tags, list values, int at) except -1

@cython.locals(containers=list, blocks=list, pictured=list, count=list, length=list, plain=list, block=Block, container=Container,
               at=cython.int, index=cython.int, parent=cython.int, small=cython.bint)
cdef _caption_boxes(tree)

cdef dict _attributes(value)
