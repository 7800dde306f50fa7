# cython: language_level=3
# The types of the loops over a name's letters and words, for Cython.
cimport cython

cdef str _UTILITY
cdef int _MOST_TOKENS, _LONGEST_TOKEN

@cython.locals(found=list, start=cython.int, capitals=cython.int, at=cython.int, letter=cython.Py_UCS4)
cdef list _words(str token)
