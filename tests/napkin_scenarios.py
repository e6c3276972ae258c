"""Scenarios of the napkin that several rooms of tests use."""

OPEN = """
scenario_id = "open"
name = "Delta opens"
name_ru = "Дельта открыта"
summary = "The planned link operates: all 2.5 Mt pass."
year = 2024

[[change]]
name = "Charlie – Delta operates"
select = {link = "charlie-delta"}
attribute = "status"
value = "operating"
from_year = 2024
source = "assumption"
note = "By hand."
"""

NARROW = """scenario_id = "narrow"
name = "A narrow place"
summary = "The link to Delta takes 1 Mt a year: 1.5 Mt cannot pass."
year = 2024
base = "open"

[[change]]
name = "Narrower"
select = {link = "charlie-delta"}
attribute = "capacity"
value = 1
unit = "Mt/yr"
from_year = 2024
source = "assumption"
note = "By hand."
"""
