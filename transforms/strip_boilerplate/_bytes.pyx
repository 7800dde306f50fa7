# cython: language_level=3, boundscheck=False, wraparound=False
"""`raw_bytes` in C."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint64_t
from libc.string cimport memcpy


def is_utf8(bytes content not None):
    """Whether the bytes are strictly valid UTF-8 (Unicode 3.9, table 3-7), as Python's own codec has it."""
    cdef const unsigned char *s = <const unsigned char *> PyBytes_AS_STRING(content)
    cdef Py_ssize_t n = PyBytes_GET_SIZE(content), i = 0
    cdef uint64_t eight
    cdef unsigned char c, low, high
    cdef int more
    while i < n:
        while i + 8 <= n:
            memcpy(&eight, s + i, 8)
            if eight & <uint64_t> 0x8080808080808080ULL:
                break
            i += 8
        if i >= n:
            break
        c = s[i]
        i += 1
        if c < 0x80:
            continue
        low, high = 0x80, 0xBF
        if 0xC2 <= c <= 0xDF:
            more = 1
        elif 0xE0 <= c <= 0xEF:
            more = 2
            if c == 0xE0:
                low = 0xA0
            elif c == 0xED:
                high = 0x9F
        elif 0xF0 <= c <= 0xF4:
            more = 3
            if c == 0xF0:
                low = 0x90
            elif c == 0xF4:
                high = 0x8F
        else:
            return False
        if i + more > n or not low <= s[i] <= high:
            return False
        i += 1
        while more > 1:
            if s[i] & 0xC0 != 0x80:
                return False
            i += 1
            more -= 1
    return True


def count(bytes content not None, unsigned char byte):
    """How often a byte occurs."""
    cdef const unsigned char *s = <const unsigned char *> PyBytes_AS_STRING(content)
    cdef Py_ssize_t n = PyBytes_GET_SIZE(content), i, found = 0
    for i in range(n):
        found += s[i] == byte
    return found
