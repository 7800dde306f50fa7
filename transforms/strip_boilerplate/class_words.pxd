# cython: language_level=3
# The types of the loops over a name's letters and words, for Cython.
cimport cython

cdef str _UTILITY
cdef int _MOST_TOKENS, _LONGEST_TOKEN

cdef dict _said
cdef int _MOST_KEPT, _NEVER, _HARD, _SOFT, _TEXT, _SIDE, _APART, _OTHER, _SHOWN, _PORTRAIT, _TEASED, _ROLES

@cython.locals(bits=cython.int, words=dict, said=list, before=str, word=str)
cdef int _bits_of(str token) except -1

@cython.locals(found=list, start=cython.int, capitals=cython.int, at=cython.int, letter=cython.Py_UCS4)
cdef list _words(str token)
