# cython: language_level=3
# The types of a text's words being looked through, for Cython; `mentions.py` says what they mean.
cimport cython

cdef class _Text:
    cdef list printed, known
    cdef dict folded, forms, _capitals
    cdef set _first_words
    cdef object _words, _places, _run
    cdef bint _opens, _located
    cdef int after

    cdef dict _small_letters(self)
    @cython.locals(part=cython.int)
    cdef list words(self, int at, int length)
    @cython.locals(word=str, printed=list, found=list, rest=tuple, in_name=cython.bint)
    cdef list terms_at(self, int at, int free)
    @cython.locals(word=str)
    cdef bint _begins_name(self, int at) except -1
    @cython.locals(length=cython.int, alone=cython.bint)
    cdef object place_at(self, int at)
    @cython.locals(start=cython.int)
    cdef _run_around(self, int at)
    @cython.locals(end=cython.int)
    cdef int _run_end(self, int at) except -1
    cdef list located_runs(self)
