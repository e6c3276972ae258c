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
