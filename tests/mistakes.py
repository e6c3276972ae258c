"""Mistakes in a hand-written atlas, one at a time, and how each is told."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

NODES = "data/corridors/nodes.geojson"
LINKS = "data/corridors/links.geojson"
CORRIDOR = "data/corridors/napkin.toml"
ENTRIES = "data/corridors/entries.toml"
PAPER = "seeds/sources/paper-2025-01-01.toml"
GAZETTE = "seeds/sources/gazette-2024.toml"
PAPER_CLAIMS = "seeds/claims/paper-2025-01-01.csv"
GAZETTE_CLAIMS = "seeds/claims/gazette-2024.csv"
DECISIONS = "seeds/decisions.toml"
FILES = (NODES, LINKS, CORRIDOR, ENTRIES, PAPER, GAZETTE, PAPER_CLAIMS, GAZETTE_CLAIMS, DECISIONS)


@dataclass(frozen=True)
class Case:
    """One mistake: `old` becomes `new` in `file` at its first place, and is told as `rule` at `line`."""

    name: str
    file: str
    old: str
    new: str
    line: int
    rule: str
    words: str = ""
    told_in: str = ""


ALPHA = '"coordinates": [35, 0]'
SECOND_DECISION = """[[decision]]
decision_id = "napkin-volume-again"
winner = "gazette-2024-01"
expects = { "paper-2025-01-01-03" = "2.5 Mt", "gazette-2024-01" = "3.1 Mt" }
reason = "The publication is older."

[[decision]]"""
LONG_ID = "a" * 65
CASES = (
    # Nodes
    Case("node id that climbs out", NODES, '"node_id": "alpha"', '"node_id": "../x"', 2, "field-format", "'../x'"),
    Case("node id too long", NODES, '"node_id": "alpha"', f'"node_id": "{LONG_ID}"', 2, "field-length", "64"),
    Case("node id with capitals", NODES, '"node_id": "alpha"', '"node_id": "Alpha"', 2, "field-format", "lower-case"),
    Case("node id twice", NODES, '"node_id": "bravo"', '"node_id": "alpha"', 3, "id-unique", f"{NODES}:2"),
    Case("unknown field", NODES, '"note": null', '"remark": null', 2, "field-unknown", "The fields are: node_id"),
    Case("missing field", NODES, '"kind": "port", ', "", 2, "field-missing", "`kind`"),
    Case("unknown kind", NODES, '"kind": "port"', '"kind": "harbour"', 2, "field-choice", "'port'"),
    Case("rank in quotes", NODES, '"rank": 1', '"rank": "1"', 2, "field-type", "whole number"),
    Case("rank out of range", NODES, '"rank": 1', '"rank": 9', 2, "field-range", "`rank`"),
    Case("name that is empty", NODES, '"name": "Alpha"', '"name": ""', 2, "field-length", "`name`"),
    Case("name over two lines", NODES, '"name": "Alpha"', '"name": "Al\\npha"', 2, "field-value", "one line"),
    Case("name with an escape", NODES, '"name": "Alpha"', '"name": "Al\\u001bpha"', 2, "field-value", "U+001B"),
    Case("name turned around", NODES, '"name": "Alpha"', '"name": "Al\\u202epha"', 2, "field-value", "U+202E"),
    Case("half a character", NODES, '"name": "Alpha"', '"name": "\\ud800"', 2, "field-type", "broken characters"),
    Case("Latin a in Cyrillic", NODES, '"Альфа"', '"Альфa"', 2, "field-value", "mix Latin and Cyrillic"),
    Case("Latin schwa in Cyrillic", NODES, '"Альфа"', '"Əльфа"', 2, "field-value", "mix Latin and Cyrillic"),
    Case("Russian in Latin", NODES, '"name_ru": "Альфа"', '"name_ru": "Alfa"', 2, "field-value", "Cyrillic letters"),
    Case("decomposed name", NODES, '"Альфа"', f'"{unicodedata.normalize("NFD", "Йота")}"', 2, "field-value", "NFC"),
    Case(
        "country in words",
        NODES,
        '"country": "KE"',
        '"country": "kenya"',
        2,
        "field-format",
        "two capital letters, as KZ",
    ),
    Case("both beyond", NODES, ALPHA, '"coordinates": [120, 95]', 2, "field-value", "Degrees of WGS84"),
    Case("country unknown", NODES, '"country": "KE"', '"country": "XX"', 2, "country-code", "'XX'"),
    Case("swapped node", NODES, ALPHA, '"coordinates": [0, 35]', 2, "node-country", "Swap latitude and longitude"),
    Case("latitude beyond the pole", NODES, ALPHA, '"coordinates": [35, 95]', 2, "field-value", "look swapped"),
    Case("metres for degrees", NODES, ALPHA, '"coordinates": [3896182, 0]', 2, "field-value", "Degrees of WGS84"),
    Case("position with height", NODES, ALPHA, '"coordinates": [35, 0, 100]', 2, "field-value", "two numbers"),
    Case("coordinate in quotes", NODES, ALPHA, '"coordinates": ["35", 0]', 2, "field-value", "two numbers"),
    Case("infinite coordinate", NODES, ALPHA, '"coordinates": [1e400, 0]', 2, "field-range", "finite number"),
    Case("endless coordinate", NODES, ALPHA, f'"coordinates": [{"9" * 400}, 0]', 2, "field-value", "not on the Earth"),
    Case("more digits than Python reads", NODES, ALPHA, f'"coordinates": [{"9" * 5000}, 0]', 2, "json-value", "limit"),
    Case("NaN", NODES, '"rank": 1', '"rank": NaN', 2, "json-value", "NaN is not a number"),
    Case("Infinity", NODES, ALPHA, '"coordinates": [-Infinity, 0]', 2, "json-value", "-Infinity is not a number"),
    Case("key twice", NODES, '"rank": 1', '"rank": 1, "rank": 2', 2, "json-value", "'rank' stands twice"),
    Case(
        "point without geometry",
        NODES,
        '{"type": "Point", "coordinates": [35, 0]}',
        "null",
        2,
        "field-type",
        "`geometry`",
    ),
    Case("line for a point", NODES, '"type": "Point"', '"type": "LineString"', 2, "field-choice", "'Point'"),
    Case("gauges at a port", NODES, '"gauges_mm": null', '"gauges_mm": [1435]', 2, "field-value", "gauge_change"),
    Case("gauge change of one gauge", NODES, "[1000, 1435]", "[1435, 1435]", 3, "field-value", "two different"),
    # The collection
    Case(
        "wrong CRS",
        NODES,
        '"features"',
        '"crs": {"type": "name", "properties": {"name": "EPSG:3857"}},\n"features"',
        1,
        "crs",
        "EPSG:3857",
    ),
    Case("CRS of no known shape", NODES, '"features"', '"crs": [4326], "features"', 1, "crs", "Reproject"),
    Case("no collection", NODES, "FeatureCollection", "Topology", 1, "geojson", "FeatureCollection"),
    Case(
        "features that are no array",
        LINKS,
        '"features": [',
        '"features": {}, "other": [',
        1,
        "geojson",
        "FeatureCollection",
    ),
    Case("features twice", NODES, '"features"', '"features": [], "features"', 1, "json-value", "stands twice"),
    Case("feature that is a number", NODES, '"features": [\n', '"features": [\n7,\n', 2, "geojson", "not a feature"),
    Case("feature without properties", NODES, '"properties": {', '"attributes": {', 2, "geojson", "not a feature"),
    Case("trailing comma", NODES, "]}}\n]}", "]}},\n]}", 8, "json", "cut off"),
    Case("text after the end", NODES, "]}}\n]}", "]}}\n]}]", 8, "json", "goes on after its end"),
    Case("key without quotes", NODES, '"type": "FeatureCollection"', 'type: "FeatureCollection"', 1, "json", "quotes"),
    Case("no object at all", NODES, "{", "", 1, "json", "expected"),
    # Links
    Case("link to nowhere", LINKS, '"to_node_id": "bravo"', '"to_node_id": "nowhere"', 2, "link-node", "'nowhere'"),
    Case("link to itself", LINKS, '"to_node_id": "bravo"', '"to_node_id": "alpha"', 2, "link-loop", "alpha-bravo"),
    Case("link id twice", LINKS, '"link_id": "bravo-charlie"', '"link_id": "alpha-bravo"', 3, "id-unique", "twice"),
    Case(
        "swapped link", LINKS, "[[35, 0], [35.5, 0], [36, 0]]", "[[0, 35], [0, 35.5], [0, 36]]", 2, "link-end", "Swap"
    ),
    Case("swapped vertex", LINKS, "[35.5, 0]", "[0, 35.5]", 2, "link-country", "Swap latitude and longitude"),
    Case(
        "reversed link",
        LINKS,
        "[[35, 0], [35.5, 0], [36, 0]]",
        "[[36, 0], [35.5, 0], [35, 0]]",
        2,
        "link-end",
        "Reverse",
    ),
    Case("link beside its node", LINKS, "[[35, 0], ", "[[35.1, 0], ", 2, "link-end", "Move"),
    Case("empty line", LINKS, "[[35, 0], [35.5, 0], [36, 0]]", "[]", 2, "field-value", "at least two positions"),
    Case(
        "line of one vertex", LINKS, "[[35, 0], [35.5, 0], [36, 0]]", "[[35, 0]]", 2, "field-value", "has one position"
    ),
    Case("vertex twice", LINKS, "[35.5, 0], ", "[35.5, 0], [35.5, 0], ", 2, "field-value", "repeats positions"),
    Case(
        "many lines",
        LINKS,
        '"LineString", "coordinates": [[35, 0], [35.5, 0], [36, 0]]',
        '"MultiLineString", "coordinates": [[[35, 0], [36, 0]]]',
        2,
        "field-choice",
        "'LineString'",
    ),
    Case("unknown via", LINKS, '"via": []', '"via": ["gone"]', 2, "link-via", "'gone'"),
    Case("via far away", LINKS, '"via": []', '"via": ["echo"]', 2, "link-via", "more than 1 km"),
    Case("via twice", LINKS, '["bravo-halt"]', '["bravo-halt", "bravo-halt"]', 3, "link-via", "order"),
    Case("via at the end", LINKS, '"via": []', '"via": ["bravo"]', 2, "link-via", "its own ends"),
    Case(
        "gauges that meet", LINKS, '"gauge_mm": 1000', '"gauge_mm": 1520', 3, "gauge-change", "1520 mm", told_in=NODES
    ),
    Case("attribute without source", LINKS, '"tracks": "made up", ', "", 2, "field-value", "attribute_sources"),
    Case("source of a strange attribute", LINKS, '{"tracks"', '{"colour": "x", "tracks"', 2, "field-value", "colour"),
    Case("lanes of a railway", LINKS, '"lanes": null', '"lanes": 4', 2, "field-value", "`attribute_sources`"),
    Case("tracks of a road", LINKS, '"mode": "rail"', '"mode": "road"', 2, "field-value", "belong to rail"),
    Case("status unknown", LINKS, '"status": "operating"', '"status": "open"', 2, "field-choice", "'operating'"),
    # Corridors and entries
    Case("route over no link", CORRIDOR, '"charlie-delta"]', '"gone"]', 9, "route-link", "'gone'"),
    Case(
        "route that breaks off",
        CORRIDOR,
        '"bravo-charlie", "charlie-delta"',
        '"charlie-delta"',
        9,
        "route-chain",
        "breaks off",
    ),
    Case(
        "route over a link twice",
        CORRIDOR,
        '"alpha-bravo", "bravo',
        '"alpha-bravo", "alpha-bravo", "bravo',
        9,
        "route-chain",
        "more than once",
    ),
    Case(
        "route without links",
        CORRIDOR,
        'links = ["charlie-echo-road"]',
        "links = []",
        18,
        "field-length",
        "List at least one",
    ),
    Case("route id twice", CORRIDOR, 'route_id = "port"', 'route_id = "main"', 14, "id-unique", "'main'"),
    Case(
        "section with nothing",
        CORRIDOR,
        'links = ["alpha-bravo", "bravo-charlie"]\n',
        "",
        20,
        "field-value",
        "links or nodes",
    ),
    Case(
        "section whose links are all of other lines",
        CORRIDOR,
        'links = ["alpha-bravo", "bravo-charlie"]\n',
        'links = ["alpha-bravo"]\nshared = ["alpha-bravo"]\n',
        20,
        "field-value",
        "and not all of them",
    ),
    Case(
        "section of no link",
        CORRIDOR,
        'links = ["alpha-bravo", "bravo-charlie"]\n',
        'links = ["gone"]\n',
        20,
        "section-member",
        "'gone'",
    ),
    Case(
        "section of no node",
        CORRIDOR,
        'links = ["alpha-bravo", "bravo-charlie"]\n',
        'nodes = ["gone"]\n',
        20,
        "section-member",
        "'gone'",
    ),
    Case(
        "section with a node's id",
        CORRIDOR,
        'section_id = "alpha-charlie"',
        'section_id = "bravo"',
        20,
        "id-unique",
        "'bravo' names 2 records",
    ),
    Case(
        "section with a wrong field",
        CORRIDOR,
        'name_ru = "Альфа – Чарли"',
        'name_uz = "Alfa"',
        23,
        "field-unknown",
        "name_uz",
    ),
    Case(
        "corridor of another file",
        CORRIDOR,
        'corridor_id = "napkin"',
        'corridor_id = "apron"',
        1,
        "file-name",
        "'napkin'",
    ),
    Case(
        "corridor that climbs out",
        CORRIDOR,
        'corridor_id = "napkin"',
        'corridor_id = "../x"',
        1,
        "field-format",
        "'../x'",
    ),
    Case("corridor without summary", CORRIDOR, "summary =", "precis =", 1, "field-missing", "`summary`"),
    Case("branch in quotes", CORRIDOR, "branch = true", 'branch = "true"', 17, "field-type", "true or false"),
    Case(
        "key twice in TOML",
        CORRIDOR,
        'status = "operating"',
        'status = "operating"\nstatus = "planned"',
        7,
        "toml",
        "overwrite",
    ),
    Case("cut TOML", CORRIDOR, 'summary = "Five', 'summary = """Five', 24, "toml", "Correct the syntax"),
    Case("routes that are no tables", CORRIDOR, "[[route]]", "[route]", 14, "toml", "Correct the syntax"),
    Case("strange table of entries", ENTRIES, "[[entry]]", "[[entrance]]", 1, "field-unknown", "Use [[entry]]"),
    Case("entry of an unknown kind", ENTRIES, '"initiative"', '"idea"', 5, "field-choice", "'initiative'"),
    # Sources
    Case("source without hash", PAPER, "sha256 =", "md5 =", 9, "field-unknown", "The fields are: source_id"),
    Case("hash cut off", PAPER, '81ebce"', '"', 9, "field-format", "64 hexadecimal digits"),
    Case("document without file", PAPER, 'file_name = "paper.txt"\n', "", 1, "field-value", "`file_name`"),
    Case("file that climbs out", PAPER, '"paper.txt"', '"../paper.txt"', 8, "field-format", "'../paper.txt'"),
    Case("date as a number", PAPER, "date = 2025-01-01", "date = 20250101", 5, "field-value", "TOML date"),
    Case("date with time", PAPER, "date = 2025-01-01", "date = 2025-01-01T10:00:00", 5, "field-value", "TOML date"),
    Case("month that is not", GAZETTE, '"2024"', '"2024-13"', 5, "field-value", "TOML date"),
    Case("no URL", GAZETTE, "https://gazette", "gazette", 8, "field-format", "an address that begins with http"),
    Case(
        "source of another file",
        GAZETTE,
        'source_id = "gazette-2024"',
        'source_id = "gazette-2023"',
        1,
        "file-name",
        "'gazette-2023'",
    ),
    # Claims
    Case("date for a number", GAZETTE_CLAIMS, "3.1,,Mt", "2024-01-01,,Mt", 2, "field-value", "not a number"),
    Case("comma for a point", GAZETTE_CLAIMS, "3.1,,Mt", '"3,1",,Mt', 2, "field-value", "not a number"),
    Case("number with a space", GAZETTE_CLAIMS, "3.1,,Mt", "3 100,,kt", 2, "field-value", "not a number"),
    Case("number with an exponent", GAZETTE_CLAIMS, "3.1,,Mt", "31e-1,,Mt", 2, "field-value", "not a number"),
    Case("NaN in a cell", GAZETTE_CLAIMS, "3.1,,Mt", "NaN,,Mt", 2, "field-value", "not a number"),
    Case("number without end", GAZETTE_CLAIMS, "3.1,,Mt", f"{'9' * 40},,Mt", 2, "field-value", "at most 28 digits"),
    Case("number missing", GAZETTE_CLAIMS, "3.1,,Mt", ",,Mt", 2, "field-missing", "`value`"),
    Case("unit unknown", GAZETTE_CLAIMS, "3.1,,Mt", "3.1,,furlongs", 2, "field-value", "The units are: t, kt, Mt"),
    Case("qualifier unknown", GAZETTE_CLAIMS, "Mt,about", "Mt,roughly", 2, "field-choice", "'about'"),
    Case("statistic unknown", GAZETTE_CLAIMS, "2024,,observed", "2024,,seen", 2, "field-choice", "'observed'"),
    Case("subject unknown", GAZETTE_CLAIMS, "01,napkin,", "01,apron,", 2, "claim-subject", "'apron'"),
    Case("claim id twice", GAZETTE_CLAIMS, "gazette-2024-02", "gazette-2024-01", 3, "id-unique", "first at"),
    Case("range without end", GAZETTE_CLAIMS, "5,8,", "5,,", 6, "field-value", "Correct `value_high` or `qualifier`."),
    Case("range upside down", GAZETTE_CLAIMS, "5,8,", "8,5,", 6, "field-value", "lower to the higher"),
    Case("period backwards", GAZETTE_CLAIMS, "about,2024,", "about,2024-09/2024-03,", 2, "field-value", "ends before"),
    Case("day that is not", GAZETTE_CLAIMS, "about,2024,", "about,2024-02-30,", 2, "field-value", "no day"),
    Case("period in words", GAZETTE_CLAIMS, "about,2024,", "about,H1 2024,", 2, "field-value", "2025-S1"),
    Case("base unknown", GAZETTE_CLAIMS, "2024,,observed", "2024,before,observed", 2, "claim-base", "'before'"),
    Case(
        "claim that disputes nothing", GAZETTE_CLAIMS, ",,,,Against", ",,,gone,Against", 2, "claim-disputes", "'gone'"
    ),
    Case(
        "claim that disputes itself",
        GAZETTE_CLAIMS,
        ",,,,Against",
        ",,,gazette-2024-01,Against",
        2,
        "field-value",
        "itself",
    ),
    Case("ceiling observed", GAZETTE_CLAIMS, "Mt,about", "Mt,up_to", 2, "field-value", "ceiling"),
    Case(
        "locator without text",
        GAZETTE_CLAIMS,
        "observed,,,,Against",
        "observed,1,5,,Against",
        2,
        "claim-locator",
        "Clear",
    ),
    Case("document without locator", PAPER_CLAIMS, "29,43", ",", 2, "claim-locator", "Give `start` and `end`"),
    Case("offsets reversed", PAPER_CLAIMS, "29,43", "43,29", 2, "field-value", "`end` after `start`"),
    Case("offset below zero", PAPER_CLAIMS, "29,43", "-9,43", 2, "field-type", "`start`"),
    Case("offset beyond all texts", PAPER_CLAIMS, "29,43", "3000000000,3000000014", 2, "field-value", "100,000,000"),
    Case("offset of forty digits", PAPER_CLAIMS, "29,43", f"29,{'9' * 40}", 2, "field-value", "100,000,000"),
    Case("volume in lanes", GAZETTE_CLAIMS, "3.1,,Mt", "3.1,,lanes", 2, "claim-unit", "is measured in: t, kt, Mt"),
    Case("metric unknown", GAZETTE_CLAIMS, "napkin,volume", "napkin,weight", 2, "claim-metric", "metrics are: volume"),
    Case("volume below zero", GAZETTE_CLAIMS, "3.1,,Mt", "-3.1,,Mt", 2, "claim-negative", "only `growth`"),
    Case("more than all", GAZETTE_CLAIMS, "volume,,3.1,,Mt", "share,,101,,percent", 2, "claim-share", "the whole"),
    Case("locator over a paragraph", PAPER_CLAIMS, "29,43", "29,430", 2, "field-value", "at most 200 characters"),
    Case("column unknown", GAZETTE_CLAIMS, "disputes,note", "disputes,comment", 1, "csv-header", "'comment'"),
    Case("column twice", GAZETTE_CLAIMS, "disputes,note", "note,note", 1, "csv-header", "twice"),
    Case("cell missing", GAZETTE_CLAIMS, "10,,Mt/yr", "10,Mt/yr", 4, "csv-cells", "14 cells"),
    Case(
        "quote in a cell", GAZETTE_CLAIMS, '"The same target, later."', '"The "same" target."', 5, "csv", "Quote cells"
    ),
    # Decisions
    Case("decision expired", DECISIONS, '"3.1 Mt"', '"3.0 Mt"', 4, "decision-expired", "it says '3.1 Mt'"),
    Case(
        "decision on no claim",
        DECISIONS,
        '"gazette-2024-01"',
        '"gazette-2024-99"',
        4,
        "decision-expired",
        "does not exist",
    ),
    Case(
        "winner not weighed",
        DECISIONS,
        'winner = "paper-2025-01-01-03"',
        'winner = "gazette-2024-02"',
        1,
        "field-value",
        "Correct `winner` or `expects`.",
    ),
    Case(
        "decisions that contradict each other",
        DECISIONS,
        "[[decision]]",
        SECOND_DECISION,
        7,
        "decision-contradiction",
        "in one matter",
    ),
    Case("expectation without unit", DECISIONS, '"3.1 Mt"', '"3.1"', 4, "field-format", "`expects.gazette-2024-01`"),
    Case(
        "strange table of decisions", DECISIONS, "[[decision]]", "[[verdict]]", 1, "field-unknown", "Use [[decision]]"
    ),
)
