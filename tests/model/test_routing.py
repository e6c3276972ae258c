"""Routes on the napkin atlas and on small networks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import geo
from geo.errors import CorridorError, UnknownIdError
from geo.model.assumptions import Assumption
from geo.model.build import Part, build_graph
from geo.model.capacity import LinkCapacity, NodeCapacity
from geo.model.graph import plain_graph
from geo.model.joins import near_joins
from geo.model.paths import PathFinder
from geo.model.places import find_avoided, find_place
from geo.model.routing import NoRoute, Query, Route, Router, route_arcs
from geo.model.travel import travel_rates

NAPKIN = Path(__file__).parents[1] / "data" / "napkin"


@pytest.fixture(scope="module")
def atlas() -> geo.Atlas:
    return geo.read_atlas(NAPKIN)


@pytest.fixture(scope="module")
def router(atlas: geo.Atlas) -> Router:
    return Router(atlas, {"bravo-charlie": LinkCapacity("bravo-charlie", 9, 10, 11, subject="bravo-charlie")}, {})


def routes(answer: list[Route] | NoRoute) -> list[Route]:
    assert isinstance(answer, list)
    return answer


def test_a_route_rides_waits_at_the_change_of_gauge_and_rides_on(router: Router) -> None:
    (route,) = routes(router.find(Query("alpha", "charlie")))
    assert [(leg.kind, leg.from_node_id, leg.to_node_id) for leg in route.legs] == [
        ("rail", "alpha", "bravo"),
        ("gauge_change", "bravo", "bravo"),
        ("rail", "bravo", "charlie"),
    ]
    assert route.length_km == pytest.approx(2 * 111.32, rel=1e-3)
    assert route.time_h == pytest.approx(route.length_km / 53.9 + 12)
    assert route.cost_usd_per_t == pytest.approx(route.length_km * 0.0883 + 16.45)
    assert route.capacity_mt == 10
    assert route.unknown == ("alpha-bravo", "bravo")


def test_rail_and_road_meet_in_a_change_of_mode(router: Router) -> None:
    (route,) = routes(router.find(Query("bravo", "echo", by="cost")))
    assert [leg.kind for leg in route.legs] == ["rail", "mode_change", "road"]


def test_a_station_on_the_way_cuts_the_link(router: Router) -> None:
    (route,) = routes(router.find(Query("bravo-halt", "charlie")))
    assert route.legs[0].line == ((36.5, 0.0), (37.0, 0.0))
    assert route.legs[0].link_ids == ("bravo-charlie",)
    (back,) = routes(router.find(Query("charlie", "bravo-halt")))
    assert back.legs[0].line == ((37.0, 0.0), (36.5, 0.0))


def test_no_route_names_the_link_that_is_only_planned(router: Router) -> None:
    answer = router.find(Query("alpha", "delta"))
    assert isinstance(answer, NoRoute)
    assert answer.unbuilt == (("charlie-delta", "planned"),)
    assert answer.gap is not None
    assert answer.gap[:2] == ("charlie", "delta")
    assert answer.gap[2] == pytest.approx(111.3, abs=0.1)


@pytest.mark.parametrize("avoid", ["bravo-charlie", "bravo-halt"])
def test_no_route_names_what_was_avoided(router: Router, avoid: str) -> None:
    answer = router.find(Query("alpha", "charlie", avoid=frozenset({avoid})))
    assert isinstance(answer, NoRoute)
    assert answer.avoided == (avoid,)
    assert answer.gap is not None
    assert answer.gap[:2] == ("bravo", "charlie")


def test_the_stage_that_cannot_be_passed_is_the_one_named(router: Router) -> None:
    answer = router.find(Query("alpha", "charlie", via=("delta",)))
    assert isinstance(answer, NoRoute)
    assert (answer.origin, answer.destination) == ("alpha", "delta")


def test_a_way_there_and_back_is_a_route_by_way_of_a_place(router: Router) -> None:
    (route,) = routes(router.find(Query("bravo", "charlie", via=("echo",))))
    assert [leg.kind for leg in route.legs] == ["rail", "mode_change", "road", "road"]
    assert [(leg.from_node_id, leg.to_node_id) for leg in route.legs[2:]] == [("charlie", "echo"), ("echo", "charlie")]


def test_a_route_to_where_one_is_or_over_what_is_avoided_is_refused(router: Router) -> None:
    with pytest.raises(UnknownIdError, match="from one place to another"):
        router.find(Query("alpha", "alpha"))
    with pytest.raises(UnknownIdError, match="to be reached and avoided"):
        Query("alpha", "echo", avoid=frozenset({"echo"}))
    with pytest.raises(UnknownIdError, match="no nodes of the atlas"):
        router.find(Query("alpha", "zulu"))


def test_times_and_costs_at_a_node_itself_go_before_the_general_ones(atlas: geo.Atlas) -> None:
    nodes = {"bravo": NodeCapacity("bravo", 1, 2, 3, delay_h=5, cost_usd_per_t=7, subject="bravo")}
    graph = build_graph(atlas, {}, nodes, bound="low")
    arc = graph.arc_ids.index("bravo:1000>1435")
    assert (graph.time_h[arc], graph.cost_usd_per_t[arc], graph.capacity_mt[arc]) == (5, 7, 1)
    assert graph.shared[arc] == graph.shared[graph.arc_ids.index("bravo:1435>1000")]


def is_shared(atlas: geo.Atlas, link_id: str, **how: Any) -> bool:
    graph = build_graph(atlas, {}, **how)
    group = dict(zip(graph.arc_ids, graph.shared.tolist(), strict=True))
    return bool(group[f"{link_id}>"] == group[f"{link_id}<"])


def test_both_ways_of_a_single_track_share_a_capacity_but_at_the_high_end(
    atlas: geo.Atlas,
) -> None:
    assert is_shared(atlas, "bravo-charlie", bound="low")
    assert is_shared(atlas, "bravo-charlie")
    assert not is_shared(atlas, "bravo-charlie", bound="high")
    assert not is_shared(atlas, "alpha-bravo", bound="low")  # two tracks, each its own


def test_a_scenario_may_share_a_single_track_or_not_and_nothing_between(atlas: geo.Atlas) -> None:
    def ends(value: float) -> Assumption:
        return Assumption("single-track-both-ways", value, value, value, "", "made up")

    assert is_shared(atlas, "bravo-charlie", both_ways=ends(1))
    assert not is_shared(atlas, "bravo-charlie", bound="low", both_ways=ends(2))
    with pytest.raises(CorridorError, match="is 1 or 2, not"):
        is_shared(atlas, "bravo-charlie", both_ways=ends(1.5))


def test_links_beside_each_other_share_what_they_have_together(atlas: geo.Atlas) -> None:
    together = {
        name: LinkCapacity(name, 1, 2, 3, group="both", subject="both") for name in ("alpha-bravo", "charlie-echo-road")
    }
    graph = build_graph(atlas, together)
    group = dict(zip(graph.arc_ids, graph.shared.tolist(), strict=True))
    assert group["alpha-bravo>"] == group["charlie-echo-road>"] != group["alpha-bravo<"]


def test_a_capacity_with_no_upper_end_is_endless_only_there(atlas: geo.Atlas) -> None:
    open_above = {"alpha-bravo": LinkCapacity("alpha-bravo", 1, 2, None)}
    found = [build_graph(atlas, open_above, bound=bound).capacity_mt[0] for bound in ("low", "central", "high")]
    assert found == [1, 2, np.inf]
    assert np.isnan(build_graph(atlas, {}).capacity_mt[0])


def test_planned_links_are_left_out_unless_asked_for(atlas: geo.Atlas) -> None:
    assert "charlie-delta" not in build_graph(atlas, {}).owners
    assert "charlie-delta" in build_graph(atlas, {}, part=Part(statuses=("operating", "planned"))).owners


def test_places_are_found_by_name_in_any_language(atlas: geo.Atlas) -> None:
    assert [find_place(atlas.network, text) for text in ("echo", "Echo", "ЭХО", "bravo halt")] == [
        "echo", "echo", "echo", "bravo-halt",
    ]  # fmt: skip
    with pytest.raises(UnknownIdError, match=r"no node 'Ecko'\. Near it: echo"):
        find_place(atlas.network, "Ecko")
    with pytest.raises(UnknownIdError, match="Near it: bravo-halt"):
        find_place(atlas.network, "halt")
    with pytest.raises(UnknownIdError, match="lists them all"):
        find_place(atlas.network, "zzzzzz")


def named(atlas: geo.Atlas, **names: str) -> geo.Atlas:
    nodes = dict(atlas.network.nodes)
    nodes |= {node_id: nodes[node_id].model_copy(update={"name": name}) for node_id, name in names.items()}
    return replace(atlas, network=replace(atlas.network, nodes=nodes))


def test_an_id_comes_before_a_name_and_what_is_written_exactly_so_before_what_is_not(atlas: geo.Atlas) -> None:
    alike = named(atlas, alpha="Echo", bravo="ECHO", charlie="Kilo", delta="Kilo").network
    assert find_place(alike, "Echo") == "echo", "two are called so exactly, and it is the id of one"
    assert find_place(alike, "ECHO") == "bravo", "one is called so exactly"
    assert find_place(alike, "eChO") == "echo"
    with pytest.raises(UnknownIdError, match=r"Several nodes are called 'kilo': charlie, delta"):
        find_place(alike, "kilo")


def test_the_shipped_dostyk_is_found_though_more_than_one_place_is_called_so() -> None:
    network = geo.read_atlas().network
    assert sum(node.name == "Dostyk" for node in network.nodes.values()) > 1
    assert find_place(network, "Dostyk") == "dostyk"


def test_what_is_avoided_may_be_a_link_node_section_corridor_or_country(atlas: geo.Atlas) -> None:
    network = atlas.network
    assert find_avoided(network, ["alpha-charlie"]) == {"alpha-bravo", "bravo-charlie"}
    assert find_avoided(network, ["bravo", "napkin"]) >= {"bravo", "charlie-delta"}
    assert find_avoided(network, ["KE"]) >= {"alpha", "alpha-bravo"}


def test_avoiding_what_does_not_exist_is_refused(atlas: geo.Atlas) -> None:
    with pytest.raises(UnknownIdError, match=r"\['KZ', 'zulu'\]"):
        find_avoided(atlas.network, ["KZ", "echo", "zulu"])


def test_alternatives_come_in_order_and_each_once() -> None:
    square = plain_graph(4, [(0, 1), (1, 3), (0, 2), (2, 3), (1, 2), (0, 3)], [1] * 6, cost=[1, 1, 1, 2, 0, 9])
    assert list(route_arcs(square, ("0", "3"), "length")) == [(0, 1), (2, 3), (0, 4, 3), (5,)]


def test_parallel_links_are_alternatives() -> None:
    double = plain_graph(2, [(0, 1), (0, 1)], [1, 1], cost=[2, 1])
    assert list(route_arcs(double, ("0", "1"), "time")) == [(1,), (0,)]


def test_ten_shortest_paths_on_a_hundred_thousand_nodes_are_found_at_once() -> None:
    rng = np.random.default_rng(5)
    index = np.arange(100_000).reshape(250, 400)
    pairs = np.concatenate([
        np.c_[index[:, :-1].ravel(), index[:, 1:].ravel()], np.c_[index[:-1].ravel(), index[1:].ravel()]
    ])  # fmt: skip
    tail, head = np.r_[pairs[:, 0], pairs[:, 1]].astype(np.int32), np.r_[pairs[:, 1], pairs[:, 0]].astype(np.int32)
    weight = rng.uniform(1, 10, len(tail))
    paths = PathFinder(100_000, tail, head, weight).shortest(0, 99_999, 10)
    lengths = [float(weight[list(path)].sum()) for path in paths]
    assert lengths == sorted(lengths)
    assert len(set(paths)) == 10
    for path in paths:
        visited = [0, *head[list(path)].tolist()]
        assert visited[:-1] == tail[list(path)].tolist()
        assert len(set(visited)) == len(visited)


def test_the_rates_of_the_shipped_atlas_come_from_its_claims() -> None:
    rates = travel_rates(geo.read_atlas())
    assert (rates["rail-speed"].low, rates["rail-speed"].central, rates["rail-speed"].high) == (49, 57.9, 65.2)
    assert rates["rail-speed"].source_ids[0] == "adb-cpmm-2022-17"
    assert rates["rail-tkm-cost"].central == pytest.approx(883 / 500 / 20)
    assert rates["border-delay-rail-kz"].central == 69.7
    assert rates["sea-tkm-cost"].source_ids == ("sea-tkm-cost",)


@pytest.fixture(scope="module")
def town(atlas: geo.Atlas) -> geo.Atlas:
    """The napkin with the road beginning 0.02 degrees, 2.2 km, north of the station, at a node of its own."""
    network = atlas.network
    station, road = network.nodes["charlie"], network.links["charlie-echo-road"]
    place = station.geometry.model_copy(update={"coordinates": (37.0, 0.02)})
    node = station.model_copy(update={"node_id": "charlie-town", "geometry": place})
    line = road.geometry.model_copy(update={"coordinates": ((37.0, 0.02), *road.line[1:])})
    road = road.model_copy(update={"from_node_id": "charlie-town", "geometry": line})
    nodes, links = {**network.nodes, "charlie-town": node}, {**network.links, road.link_id: road}
    return replace(atlas, network=replace(network, nodes=nodes, links=links))


def test_a_road_and_a_railway_of_one_town_meet_where_they_are_near(town: geo.Atlas) -> None:
    apart = Router(town, {}, {}).find(Query("alpha", "echo"))
    assert isinstance(apart, NoRoute)
    assert apart.gap == ("charlie", "charlie-town", pytest.approx(2.21, abs=0.01))
    (one,) = routes(Router(town, {}, {}, Part(join_km=3)).find(Query("alpha", "echo")))
    assert [leg.kind for leg in one.legs] == ["rail", "gauge_change", "rail", "mode_change", "road"]
    join = one.legs[3]
    assert (join.from_node_id, join.to_node_id, join.link_ids) == ("charlie", "charlie-town", ())
    assert join.time_h == pytest.approx(24 + join.length_km / 51.1)
    assert join.source_ids == ("join-distance", "mode-change-delay", "mode-change-cost")
    assert "charlie-town~charlie" not in one.unknown
    assert isinstance(Router(town, {}, {}, Part(join_km=2)).find(Query("alpha", "echo")), NoRoute)


def test_a_way_may_begin_and_end_at_a_join(town: geo.Atlas) -> None:
    router = Router(town, {}, {}, Part(join_km=3))
    (one,) = routes(router.find(Query("charlie", "echo")))
    assert [leg.kind for leg in one.legs] == ["mode_change", "road"]
    (one,) = routes(router.find(Query("echo", "charlie")))
    assert [leg.kind for leg in one.legs] == ["road", "mode_change"]


def test_a_place_where_both_modes_meet_is_joined_with_nothing(atlas: geo.Atlas) -> None:
    assert near_joins(atlas.network, atlas.network.links.values(), 1000) == []
    assert near_joins(atlas.network, [], 5) == []


def test_flows_know_no_joins(town: geo.Atlas) -> None:
    assert not any("~" in name for name in build_graph(town, {}).owners)


def test_a_route_s_range_is_that_of_its_legs_at_the_best_and_the_worst_rates(router: Router) -> None:
    (one,) = routes(router.find(Query("alpha", "charlie")))
    km = one.length_km
    assert one.time_h_ends == pytest.approx((km / 65.2 + 6, km / 33.3 + 24))
    assert one.cost_ends == pytest.approx((km * 0.0724 + 10, km * 0.0924 + 20))


def test_a_time_known_at_a_node_itself_has_no_range(atlas: geo.Atlas) -> None:
    nodes = {"bravo": NodeCapacity("bravo", delay_h=5, cost_usd_per_t=7)}
    (one,) = routes(Router(atlas, {}, nodes).find(Query("alpha", "charlie")))
    assert (one.legs[1].time_h_ends, one.legs[1].cost_ends) == ((5, 5), (7, 7))


def test_the_ranges_of_the_shipped_atlas_hold_its_central_figures() -> None:
    shipped = geo.read_atlas()
    graph = build_graph(shipped, {}, part=Part(join_km=5))
    ends = np.array(graph.ranges)
    assert (ends[:, 0] <= graph.time_h + 1e-9).all()
    assert (graph.time_h <= ends[:, 1] + 1e-9).all()
    assert (ends[:, 2] <= graph.cost_usd_per_t + 1e-9).all()
    assert (graph.cost_usd_per_t <= ends[:, 3] + 1e-9).all()
