"""Prints, packed and unpacked."""

from transforms.stories import SIGNATURE_BYTES, Prints, pack
from transforms.stories.prints import PRINT_BYTES, pack_all, unpack

IDS = ["f" * 32, "00" + "1" * 30, "8" * 32]
DAYS = ["2026-03-02", "1900-01-01", "2026-03-02"]
SIGNATURES = [bytes([number]) * SIGNATURE_BYTES for number in range(3)]


def test_prints_lie_by_day_and_id_in_whatever_order_they_come():
    packed = [pack(*values) for values in zip(DAYS, IDS, reversed(IDS), SIGNATURES, strict=True)]
    assert {len(each) for each in packed} == {PRINT_BYTES}
    for order in (packed, packed[::-1]):
        records = Prints.of(b"".join(order)).records
        assert [unpack(id_) for id_ in records["article"]] == [IDS[1], IDS[2], IDS[0]]
        assert [unpack(id_) for id_ in records["story"]] == [IDS[1], IDS[0], IDS[2]]
        assert [bytes(signature) for signature in records["signature"]] == [SIGNATURES[1], SIGNATURES[2], SIGNATURES[0]]


def test_many_are_packed_as_each_of_them():
    assert pack_all(DAYS, IDS, IDS, SIGNATURES) == b"".join(map(pack, DAYS, IDS, IDS, SIGNATURES))
    assert pack_all([], [], [], []) == b""
