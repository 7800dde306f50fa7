# cython: language_level=3, boundscheck=False, wraparound=False
"""`nodes.python_nodes` in C: a document's nodes out of lexbor's own records.

The records are those of lexbor 3.1 (dom/interfaces/node.h, element.h, attr.h, character_data.h; core/hash.h). `nodes.py` calls this
only where selectolax carries that version.
"""

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.dict cimport PyDict_SetItem
from cpython.list cimport PyList_Append
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uintptr_t
from libc.stdlib cimport free, malloc, realloc


cdef struct text_t:
    char *data
    size_t length

cdef struct node_t:
    void *events
    uintptr_t local_name
    uintptr_t prefix
    uintptr_t ns
    void *owner_document
    node_t *next
    node_t *prev
    node_t *parent
    node_t *first_child
    node_t *last_child
    void *user
    int type

cdef struct attribute_t:
    node_t node
    uintptr_t upper_name
    uintptr_t qualified_name
    text_t *value
    void *owner
    attribute_t *next
    attribute_t *prev

cdef struct element_t:
    node_t node
    uintptr_t upper_name
    uintptr_t qualified_name
    text_t *is_value
    attribute_t *first_attribute

cdef struct character_data_t:
    node_t node
    text_t data

cdef union name_t:
    char *long_name
    char short_name[17]

# The head of both an attribute's and a tag's record.
cdef struct named_t:
    name_t name
    size_t length
    named_t *next

cdef enum:
    ELEMENT = 1
    CHARACTERS = 3
    LONGEST_SHORT_NAME = 16

# `tags.py` has these by the same names; the class is lexbor's attribute 11.
cdef enum:
    EMITTED = 1
    VOID = 2
    ALL_ATTRIBUTES = 4
    TELLING_ATTRIBUTES = 8
    BOUNDARY = 16
    CONTENT = 32
    JSON_LD = 64
    TEXT_ID = 2
    CLASS_ID = 11
    CUSTOM = 254
    END = 255

# Names of attributes seen in one document, by the address of their record: most documents have some dozens.
cdef enum:
    SEEN = 512

cdef struct seen_t:
    uintptr_t id
    PyObject *name
    int telling

cdef struct tape_t:
    unsigned char *data
    size_t length
    size_t room


cdef inline int put(tape_t *tape, unsigned char tag) except -1:
    cdef unsigned char *larger
    if tape.length == tape.room:
        larger = <unsigned char *> realloc(tape.data, tape.room * 2)
        if larger == NULL:
            raise MemoryError
        tape.data = larger
        tape.room *= 2
    tape.data[tape.length] = tag
    tape.length += 1
    return 0


cdef inline const char *name_of(named_t *record):
    return record.name.long_name if record.length > LONGEST_SHORT_NAME else record.name.short_name


cdef inline str text_of(const text_t *text):
    return PyUnicode_DecodeUTF8(text.data, text.length, "replace") if text.data != NULL else ""


cdef inline bint is_blank(const text_t *text):
    cdef size_t i
    cdef char c
    for i in range(text.length):
        c = text.data[i]
        if c != 32 and c != 10 and c != 9 and c != 13 and c != 12:
            return False
    return True


cdef class _Reader:
    """One document being read."""

    cdef seen_t seen[SEEN]
    cdef list names
    cdef list values
    cdef frozenset telling
    cdef tuple known_names
    cdef attribute_t *class_attribute

    def __cinit__(self, frozenset telling, tuple known_names):
        cdef int i
        for i in range(SEEN):
            self.seen[i].id = 0
        self.telling = telling
        self.known_names = known_names
        self.names = []
        self.values = []

    cdef seen_t *name(self, uintptr_t id) except NULL:
        """An attribute's name; those of HTML's own are known by number, others by their record."""
        cdef seen_t *slot = &self.seen[(id >> 4 if id > 255 else id) % SEEN]
        cdef named_t *record
        cdef object name
        if slot.id != id:
            if id < <uintptr_t> len(self.known_names):
                name = self.known_names[id]
            else:
                record = <named_t *> id
                name = PyUnicode_DecodeUTF8(name_of(record), record.length, "replace")
            self.names.append(name)  # keeps it alive
            slot.id = id
            slot.name = <PyObject *> name
            slot.telling = name in self.telling
        return slot

    cdef bint has_class_alone(self, element_t *element) except -1:
        """Whether the class is the one attribute that tells; `class_attribute` is it then."""
        cdef attribute_t *attribute = element.first_attribute
        self.class_attribute = NULL
        while attribute != NULL:
            if attribute.node.local_name == CLASS_ID:
                self.class_attribute = attribute
            elif self.name(attribute.node.local_name).telling:
                return False
            attribute = attribute.next
        return self.class_attribute != NULL

    cdef object attributes(self, element_t *element, bint all_of_them):
        cdef dict found = {} if all_of_them else None
        cdef attribute_t *attribute = element.first_attribute
        cdef seen_t *slot
        if not all_of_them and self.has_class_alone(element):
            return text_of(self.class_attribute.value) or None if self.class_attribute.value != NULL else None
        while attribute != NULL:
            slot = self.name(attribute.node.local_name)
            if all_of_them or slot.telling:
                if found is None:
                    found = {}
                value = None
                if attribute.value != NULL and attribute.value.data != NULL:
                    value = text_of(attribute.value)
                PyDict_SetItem(found, <object> slot.name, value)
            attribute = attribute.next
        return found

    cdef str content(self, node_t *root):
        """The text of all that is below a node."""
        cdef list parts = []
        cdef node_t *node = root.first_child
        while node != NULL:
            if node.type == CHARACTERS:
                parts.append(text_of(&(<character_data_t *> node).data))
            if node.first_child != NULL:
                node = node.first_child
                continue
            while node != NULL and node != root and node.next == NULL:
                node = node.parent
            if node == NULL or node == root:
                break
            node = node.next
        return "".join(parts)

    cdef bint holds_json_ld(self, element_t *element):
        cdef attribute_t *attribute = element.first_attribute
        while attribute != NULL:
            if attribute.value != NULL and attribute.value.length >= 7 and <object> self.name(attribute.node.local_name).name == "type":
                return "ld+json" in text_of(attribute.value)
            attribute = attribute.next
        return False

    cdef int read(self, node_t *root, size_t most, const unsigned char *sorts, frozenset custom_images, unsigned char image,
                  tape_t *tape) except -1:
        cdef node_t *node = root.first_child
        cdef size_t count = 0
        cdef uintptr_t id
        cdef named_t *record
        cdef unsigned char tag, sort
        cdef bint boundary = True
        while node != NULL:
            count += 1
            if count > most:
                return 1
            id = node.local_name
            if node.type == CHARACTERS:
                if not (boundary and is_blank(&(<character_data_t *> node).data)):
                    put(tape, TEXT_ID)
                    PyList_Append(self.values, text_of(&(<character_data_t *> node).data))
                    boundary = False
            elif node.type == ELEMENT:
                if id < CUSTOM:
                    tag = <unsigned char> id
                else:
                    record = <named_t *> id
                    tag = CUSTOM
                    if PyUnicode_DecodeUTF8(name_of(record), record.length, "replace") in custom_images:
                        tag = image
                sort = sorts[tag]
                if sort & EMITTED and not (sort & JSON_LD and not self.holds_json_ld(<element_t *> node)):
                    put(tape, tag)
                    boundary = sort & BOUNDARY
                    if sort & CONTENT:
                        PyList_Append(self.values, self.content(node))
                    elif sort & (ALL_ATTRIBUTES | TELLING_ATTRIBUTES):
                        PyList_Append(self.values, self.attributes(<element_t *> node, sort & ALL_ATTRIBUTES))
                    else:
                        PyList_Append(self.values, None)
                    if not sort & VOID:
                        if node.first_child != NULL:
                            node = node.first_child
                            continue
                        put(tape, END)
                        PyList_Append(self.values, None)
            # Up to the first that has a next, ending each that is left.
            while node.next == NULL:
                node = node.parent
                if node == root or node == NULL:
                    return 0
                put(tape, END)
                PyList_Append(self.values, None)
                boundary = sorts[<unsigned char> node.local_name if node.local_name < CUSTOM else CUSTOM] & BOUNDARY
            node = node.next
        return 0


def read_nodes(uintptr_t root, size_t most, bytes sorts, frozenset telling, frozenset custom_images, unsigned char image, tuple known_names):
    """The tags and values of `nodes.Nodes` below the element at an address; None where there are more than `most`."""
    cdef tape_t tape
    cdef _Reader reader = _Reader(telling, known_names)
    tape.length = 0
    tape.room = 4096
    tape.data = <unsigned char *> malloc(tape.room)
    if tape.data == NULL:
        raise MemoryError
    try:
        if reader.read(<node_t *> root, most, <const unsigned char *> sorts, custom_images, image, &tape):
            return None
        return PyBytes_FromStringAndSize(<char *> tape.data, tape.length), reader.values
    finally:
        free(tape.data)

