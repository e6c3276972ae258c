"""What commands print, and how they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import app

DATA = Path(__file__).parents[1] / "data"
NAPKIN = str(DATA / "napkin")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def listed(*words: str) -> list[dict[str, Any]]:
    result = run(*words)
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def test_claims_in_json_have_the_fields_that_other_tools_rely_on() -> None:
    fields = [
        "claim_id",
        "source_id",
        "subject",
        "metric",
        "value",
        "unit",
        "low",
        "high",
        "qualifier",
        "period",
        "statistic",
        "start",
        "end",
        "verified",
        "note",
    ]
    for row in listed("claims", "--atlas", NAPKIN, "--json"):
        assert [name for name in fields if name not in row] == []


def test_list_in_json_has_the_fields_that_other_tools_rely_on() -> None:
    rows = listed("list", "--atlas", NAPKIN, "--json")
    assert rows[0] == {
        "corridor_id": "napkin", "name": "Napkin Corridor", "modes": ["rail", "road"], "status": "operating",
        "length_km": 334.0, "claims": 9,
    }  # fmt: skip
    assert rows[1]["length_km"] is None


def test_the_shipped_atlas_has_the_corridors_that_other_tools_rely_on() -> None:
    ids = {row["corridor_id"] for row in listed("list", "--json")}
    assert ids >= {
        "north-south-east",
        "middle-corridor",
        "dostyk-moiynty",
        "trans-kazakhstan",
        "western-europe-western-china",
        "trans-afghan",
        "russia-central-asia",
        "russia-china",
        "btc",
        "baku-supsa",
        "cpc",
        "russia-china-oil",
        "caspian-green-energy",
    }


def test_conflicts_stand_side_by_side_with_the_one_shown_first_marked() -> None:
    rows = listed("claims", "--conflicts", "--atlas", NAPKIN, "--json")
    assert [(row["claim_id"], row["first"]) for row in rows] == [
        ("gazette-2024-01", ""),
        ("paper-2025-01-01-03", "first"),
    ]


def test_a_target_announced_with_two_deadlines_has_slipped() -> None:
    rows = listed("claims", "--targets", "--atlas", NAPKIN, "--json")
    assert {row["deadline"]: row["slipped"] for row in rows if row["subject"] == "napkin"} == {
        2027: None,
        2030: ["was 2027"],
    }


def test_a_doubling_in_five_years_needs_fifteen_percent_a_year_and_has_no_tonnes() -> None:
    rows = listed("claims", "--targets", "--atlas", NAPKIN, "--json")
    doubling = next(row for row in rows if row["unit"] == "ratio")
    assert doubling["growth_percent"] == pytest.approx(14.9)
    assert doubling["base"] == "not reported"


def test_tables_of_claims_end_in_the_interval_policy() -> None:
    assert "Interval policy v1." in run("claims", "--atlas", NAPKIN).output


def test_unknown_corridor_is_a_fault_of_data_that_names_the_known_ones() -> None:
    result = run("show", "nowhere", "--atlas", NAPKIN)
    assert result.exit_code == 1
    assert "There is no corridor 'nowhere'. The corridors are: napkin." in result.output


def test_unknown_metric_and_two_lists_at_once_are_faults_of_usage() -> None:
    assert run("claims", "--metric", "weight", "--atlas", NAPKIN).exit_code == 2
    assert run("claims", "--conflicts", "--targets", "--atlas", NAPKIN).exit_code == 2


def test_a_folder_that_is_no_atlas_is_told_without_a_traceback(tmp_path: Path) -> None:
    result = run("list", "--atlas", str(tmp_path))
    assert result.exit_code == 1
    assert "An atlas is a folder with seeds/ and data/corridors/" in result.output


def test_check_names_faults_of_several_files_in_one_run_and_build_leaves_the_last_one_untouched(
    tmp_path: Path,
) -> None:
    atlas = tmp_path / "atlas"
    shutil.copytree(NAPKIN, atlas)
    out = tmp_path / "maps"
    assert run("build", "--atlas", str(atlas), "--out", str(out)).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    claims = atlas / "seeds" / "claims" / "gazette-2024.csv"
    claims.write_text(claims.read_text().replace("3.1,,Mt", "2024-01-01,,Mt"))
    links = atlas / "data" / "corridors" / "links.geojson"
    links.write_text(links.read_text().replace('"to_node_id": "bravo"', '"to_node_id": "nowhere"'))
    check = run("check", str(atlas))
    assert check.exit_code == 1
    assert "seeds/claims/gazette-2024.csv:2: [field-value]" in check.output
    assert "data/corridors/links.geojson:2: [link-node]" in check.output
    build = run("build", "--atlas", str(atlas), "--out", str(out))
    assert build.exit_code == 1
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_verify_fails_with_the_claim_named_when_the_document_is_another(tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text("Something else.")
    result = run("verify", "--documents", str(tmp_path), "--atlas", NAPKIN)
    assert result.exit_code == 1
    assert "paper-2025-01-01-01" in result.output


def test_verify_fails_when_a_document_is_missing(tmp_path: Path) -> None:
    result = run("verify", "--documents", str(tmp_path), "--atlas", NAPKIN)
    assert result.exit_code == 1
    assert "paper.txt cannot be read" in result.output


def test_a_new_atlas_checks_clean_and_builds_at_once(tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "mine")).exit_code == 0
    check = run("check", str(tmp_path / "mine"))
    assert check.exit_code == 0
    assert check.output.startswith("0 faults, 0 doubts.")
    built = run("build", "--atlas", str(tmp_path / "mine"), "--out", str(tmp_path / "maps"))
    assert built.exit_code == 0
    assert (tmp_path / "maps" / "bakhty-ayagoz.html").exists()


def test_init_refuses_a_folder_that_holds_anything(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert run("init", str(tmp_path)).exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_embed_is_a_sandboxed_iframe() -> None:
    output = run("embed", "napkin", "--atlas", NAPKIN, "--base", "maps/").output
    assert output.startswith('<iframe src="maps/napkin.html" title="Napkin Corridor"')
    assert 'sandbox="allow-scripts"' in output


def test_embed_knows_that_an_entry_has_no_map() -> None:
    assert run("embed", "some-programme", "--atlas", NAPKIN).exit_code == 1


def test_without_a_file_an_export_goes_to_standard_output_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "links.fgb"
    assert run("export", "-f", "fgb", "-o", str(file), "--atlas", NAPKIN).exit_code == 0
    assert run("export", "-f", "fgb", "--atlas", NAPKIN).stdout_bytes == file.read_bytes()


def test_what_is_no_text_is_not_sent_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.output.sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True)))
    result = run("table", "-f", "xlsx", "--atlas", NAPKIN)
    assert result.exit_code == 2
    assert "not for a terminal. Name a file, or send it to a pipe." in result.output


def test_table_and_export_write_to_stdout_or_to_a_file(tmp_path: Path) -> None:
    assert "Napkin Corridor" in run("table", "--atlas", NAPKIN).output
    target = tmp_path / "napkin.geojson"
    assert run("export", "-f", "geojson", "-o", str(target), "--atlas", NAPKIN).exit_code == 0
    assert json.loads(target.read_text())["type"] == "FeatureCollection"


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), "utf-8")


CLAIMS = "seeds/claims/gazette-2024.csv"
DECISIONS = "seeds/decisions.toml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NAPKIN, tmp_path / "napkin"))


@pytest.mark.parametrize("left", ["", "# none yet\n"])
def test_emptied_decisions_make_each_conflict_of_figures_a_doubt(left: str, copy: Path) -> None:
    (copy / DECISIONS).write_text(left)
    check = run("check", str(copy))
    assert check.exit_code == 0
    assert "[conflict-undecided] No decision settles napkin, volume" in check.output


def decide(root: Path, weighed: str, winner: str) -> None:
    text = f'\n[[decision]]\ndecision_id = "aim"\nwinner = "{winner}"\nexpects = {weighed}\nreason = "Newer."\n'
    (root / DECISIONS).write_text((root / DECISIONS).read_text() + text)


def test_deadlines_between_which_a_decision_chose_stand_side_by_side_and_are_not_disputed(copy: Path) -> None:
    decide(copy, '{ "gazette-2024-03" = "10 Mt/yr", "gazette-2024-04" = "10 Mt/yr" }', "gazette-2024-04")
    rows = listed("claims", "--conflicts", "--atlas", str(copy), "--json")
    chosen = [row for row in rows if row["kind"] == "decided"]
    assert [(row["claim_id"], row["first"], row["disputed"]) for row in chosen] == [
        ("gazette-2024-03", "", ""),
        ("gazette-2024-04", "first", ""),
    ]
    assert {row["decision_id"] for row in chosen} == {"aim"}


def test_a_winner_that_is_none_of_the_rivals_stands_with_them(copy: Path) -> None:
    edit(copy, CLAIMS, "bravo-charlie,length,,120,,km,exact,,", "napkin,volume,,2.8,,Mt,range,2024,")
    edit(copy, CLAIMS, "2.8,,Mt", "2.4,3.2,Mt")  # meets both of the rivals
    edit(copy, DECISIONS, 'winner = "paper-2025-01-01-03"', 'winner = "gazette-2024-02"')
    edit(copy, DECISIONS, "expects = { ", 'expects = { "gazette-2024-02" = "2.4..3.2 Mt", ')
    rows = listed("claims", "--conflicts", "--atlas", str(copy), "--json")
    assert {row["claim_id"]: (row["kind"], row["first"]) for row in rows} == {
        "gazette-2024-01": ("figures", ""),
        "paper-2025-01-01-03": ("figures", ""),
        "gazette-2024-02": ("figures", "first"),
    }


def test_geometry_that_is_too_sparse_is_told_beside_other_faults(copy: Path) -> None:
    edit(copy, "data/corridors/links.geojson", "[35.5, 0], ", "")
    edit(copy, "seeds/sources/gazette-2024.toml", '"publication"', '"rumour"')
    check = run("check", str(copy))
    assert check.exit_code == 1
    assert "[quality-earned] alpha-bravo" in check.output
    assert "[field-choice]" in check.output


def test_lengths_stand_beside_those_reported_with_what_explains_them(copy: Path) -> None:
    (row,) = listed("check", "--lengths", "--json", "--atlas", str(copy))
    assert (row["kind"], row["subject"], row["claim_id"]) == ("link", "bravo-charlie", "gazette-2024-02")
    assert row["difference_percent"] == pytest.approx(-7.2, abs=0.1)
    assert row["explanation"] is None
    said = run("check", "--lengths", "--atlas", str(copy)).output
    assert said.endswith("-7.2 %\n  No explanation.\n")
    note = '"note": null}, "geometry": {"type": "LineString", "coordinates": [[36'
    edit(copy, "data/corridors/links.geojson", note, note.replace("null", '"A loop is left out."'))
    assert run("check", "--lengths", "--atlas", str(copy)).output.endswith("%\n  A loop is left out.\n")


def test_claims_of_another_text_are_not_tried_and_those_of_none_cannot_be(tmp_path: Path) -> None:
    command = ("verify", "--documents", str(tmp_path), "--atlas", NAPKIN, "--json")
    missing = {row["id"]: row["detail"] for row in json.loads(run(*command).stdout)}
    assert missing["paper-2025-01-01-01"] == "its document could not be opened"
    (tmp_path / "paper.txt").write_text("Something else.")
    another = {row["id"]: row["detail"] for row in json.loads(run(*command).stdout)}
    assert another["paper-2025-01-01-01"] == "not tried: the text is not the one cited"


def test_volumes_are_held_against_the_model_with_a_sum_of_the_verdicts(copy: Path) -> None:
    said = run("check", "--model", "--atlas", str(copy))
    assert said.exit_code == 0
    assert "2 of 2 within." in said.output
    found = listed("check", "--model", "--json", "--atlas", str(copy))
    assert found["summary"] == {"volumes": "2 of 2 within.", "pairs": "0 of 1 within; 1 below."}
    row = found["volumes"][0]
    assert (row["place"], row["against"], row["verdict"]) == ("napkin", "alpha-charlie", "within")
    assert row["utilisation"][1] == pytest.approx(2.5 / 22.338, rel=1e-4)
    assert row["claims"] == ["paper-2025-01-01-03", "gazette-2024-01", "paper-2025-01-01-01"]


def test_a_volume_above_the_model_is_a_finding_and_no_fault(copy: Path) -> None:
    edit(copy, CLAIMS, "echo,capacity,,5,8,Mt/yr,range,2024,,capacity", "echo,volume,,9,,Mt,exact,2024,,observed")
    with (copy / CLAIMS).open("a") as file:
        file.write("gazette-2024-07,echo,capacity,,5,8,Mt/yr,range,2024,,capacity,,,,\n")
    said = run("check", "--model", "--atlas", str(copy))
    assert said.exit_code == 0
    assert "Above: echo 2024, held against echo." in said.output


def test_the_check_reads_scenarios_and_tells_their_faults_beside_all_others(copy: Path) -> None:
    folder = copy / "data/corridors/scenarios"
    folder.mkdir()
    head = 'name = "One"\nsummary = "Made up."\nyear = 2030\n'
    change = (
        '[[change]]\nname = "x"\nselect = {link = "nowhere"}\nattribute = "closed"\nfrom_year = 2025\n'
        'source = "assumption"\nnote = "Made up."\n'
    )
    (folder / "one.toml").write_text(f'scenario_id = "one"\n{head}{change}')
    (folder / "two.toml").write_text(f'scenario_id = "two"\n{head}base = "nobody"\n')
    (folder / "three.toml").write_text("scenario_id = [")
    check = run("check", str(copy))
    assert check.exit_code == 1
    assert "data/corridors/scenarios/one.toml:7: [change-names]" in check.output
    assert "data/corridors/scenarios/two.toml:5: [scenario-base]" in check.output
    assert "data/corridors/scenarios/three.toml:1: [toml]" in check.output
    edit(copy, "seeds/sources/gazette-2024.toml", '"publication"', '"rumour"')  # the atlas is broken as well
    check = run("check", str(copy))
    assert "[field-choice]" in check.output
    assert "two.toml:5: [scenario-base]" in check.output
    assert "[change-names]" not in check.output
