# cython: language_level=3
# The records of the walk as C structures, for Cython: the fields of `tree.py`, in its order.

cdef class Container:
    cdef public int parent
    cdef public int tag
    cdef public str name
    cdef public int furniture
    cdef public int text
    cdef public int roles
    cdef public int start
    cdef public str itemprop
    cdef public bint media
    cdef public bint captioned


cdef class Block:
    cdef public str text
    cdef public int tag
    cdef public int container
    cdef public int link_chars
    cdef public int time_chars
    cdef public int strong_chars
    cdef public list pieces
    cdef public list links


cdef class Span:
    cdef public int roles
    cdef public str text
    cdef public int container
    cdef public int block
    cdef public dict attributes


cdef class Picture:
    cdef public dict attributes
    cdef public int container
    cdef public int block
    cdef public bint source
    cdef public str linked
