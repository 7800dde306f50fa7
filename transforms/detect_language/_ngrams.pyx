# cython: language_level=3, boundscheck=False, wraparound=False
"""`detectors.sums_of` in C: the rows of a text's n-grams, found and added up without a string or an array each."""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.stdint cimport int16_t, int32_t, int64_t, uint64_t
from libc.string cimport memcpy, memset


cdef inline uint64_t key_of(str gram):
    cdef uint64_t key = 0
    cdef int shift = 0
    cdef Py_UCS4 letter
    for letter in gram:
        key |= <uint64_t> letter << shift
        shift += 21
    return key


cdef class Table:
    """n-gram → its row of numbers, one a language.

    Args:
      rows: n-gram of one to three characters → row, from 1 on.
      numbers: the rows, one after the other, as 16-bit integers of this machine's order; `columns` of them each.
    """

    cdef uint64_t *keys
    cdef int32_t *found
    cdef int16_t *numbers
    cdef int64_t *sums
    cdef size_t mask
    cdef int columns

    def __cinit__(self, dict rows not None, bytes numbers not None, int columns):
        cdef size_t size = 1024, slot
        cdef uint64_t key
        while size < 2 * <size_t> len(rows):
            size *= 2
        self.mask = size - 1
        self.columns = columns
        self.keys = <uint64_t *> PyMem_Calloc(size, sizeof(uint64_t))
        self.found = <int32_t *> PyMem_Calloc(size, sizeof(int32_t))
        self.numbers = <int16_t *> PyMem_Malloc(len(numbers) + 1)
        self.sums = <int64_t *> PyMem_Malloc((columns + 1) * sizeof(int64_t))
        if self.keys == NULL or self.found == NULL or self.numbers == NULL or self.sums == NULL:
            raise MemoryError
        memcpy(self.numbers, <const char *> numbers, len(numbers))
        for gram, row in rows.items():
            key = key_of(gram)
            slot = self.slot(key)
            self.keys[slot] = key
            self.found[slot] = row

    def __dealloc__(self):
        PyMem_Free(self.keys)
        PyMem_Free(self.found)
        PyMem_Free(self.numbers)
        PyMem_Free(self.sums)

    cdef inline size_t slot(self, uint64_t key) noexcept:
        """Where a key stands, or would."""
        cdef size_t slot = ((key * <uint64_t> 0x9E3779B97F4A7C15ULL) >> 32) & self.mask
        while self.found[slot] != 0 and self.keys[slot] != key:
            slot = (slot + 1) & self.mask
        return slot

    cdef inline int add(self, uint64_t key) noexcept:
        cdef int32_t row = self.found[self.slot(key)]
        cdef int16_t *numbers
        cdef int column
        if row == 0:
            return 0
        numbers = self.numbers + <size_t> row * self.columns
        for column in range(self.columns):
            self.sums[column] += numbers[column]
        return 1

    def sums_of(self, str padded not None):
        """How many of a text's 1-, 2- and 3-grams have a row, and the sum of their rows."""
        cdef uint64_t before = 0, last = 0
        cdef int64_t count = 0
        cdef Py_ssize_t at = 0
        cdef Py_UCS4 letter
        memset(self.sums, 0, self.columns * sizeof(int64_t))
        for letter in padded:
            count += self.add(letter)
            if at > 0:
                count += self.add(last | <uint64_t> letter << 21)
            if at > 1:
                count += self.add(before | last << 21 | <uint64_t> letter << 42)
            before, last = last, letter
            at += 1
        return count, [self.sums[column] for column in range(self.columns)]
