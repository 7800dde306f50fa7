"""The steps of Dateline: pure functions, and the Beam transforms of the same names that wire them."""
