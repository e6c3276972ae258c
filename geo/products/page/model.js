// The payload as objects that refer to each other. Positions in the arrays are those of geo/products/map_data.py.

const UNKNOWN_WIDTH = 0;

function readModel(data) {
  const nodes = readNodes(data.nodes, data);
  const links = data.links.map((row, index) => readLink(row, index, data, nodes));
  const claims = data.claims.map((row) => readClaim(row, data));
  const figureOf = (row) => readFigure(row, claims, data);
  const cards = data.cards.map(([figures, mt]) => ({ figures: figures.map(figureOf), mt }));
  const corridors = data.corridors.map((packed) => ({ ...packed, routes: packed.routes.map(expanded) })).map((row, index) => ({
    ...row, index, kind: "corridor", name: row.names[0], number: index + 1, card: cards[row.card],
    links: [...new Set(row.routes.flat().map((place) => Math.abs(place) - 1))].map((place) => links[place]),
  }));
  const sections = data.sections.map(([id, names, holders, linkPlaces, nodePlaces, note, cardPlace], index) => ({
    id, names, note, index, kind: "section", name: names[0], card: cards[cardPlace],
    links: expanded(linkPlaces).map((place) => links[place]), nodes: nodePlaces.map((place) => nodes[place]),
    corridors: holders.map((place) => corridors[place]),
  }));
  for (const link of links) link.card = cards[link.cardPlace];
  for (const node of nodes) node.card = cards[node.cardPlace];
  for (const corridor of corridors) for (const link of corridor.links) link.corridors.push(corridor);
  for (const section of sections) for (const link of section.links) link.sections.push(section);
  for (const section of sections) for (const node of section.nodes) node.sections.push(section);
  orient(corridors, links);
  const model = { data, words: data.words, nodes, links, corridors, sections, claims };
  model.overlays = readOverlays(model, data.overlays);
  return model;
}

function readNodes(columns, data) {
  const world = toWorld(decodeLine(columns.points, data.steps[0]));
  const known = columns.names.split("\n").map((row) => (row[0] === "#" ? unpatterned(row, columns.patterns) : row));
  return repeated(columns.kinds).map((code, index) => {
    const written = known[index].split("\t");
    const names = written.map((name) => name || latin(written.find(Boolean), data.letters));
    return {
      index, kind: "node", names, name: names[0], place: data.kinds[code[2]], rank: Number(code[3]),
      country: code.slice(0, 2), gauges: columns.gauges[index] || "",
      cardPlace: columns.cards[index], x: world[2 * index], y: world[2 * index + 1], links: [], sections: [],
    };
  });
}

/** Put the number into the pattern that a row names: "#0,33". */
function unpatterned(row, patterns) {
  const [place, number] = row.slice(1).split(",");
  return patterns.length ? patterns[place].replaceAll("#", number) : row;
}

/** Write a Cyrillic name in Latin letters, as `romanized` of geo/products/romanize.py does. */
function latin(text, letters) {
  return text.replace(/./gu, (char) => {
    const small = char.toLowerCase();
    const letter = letters[small];
    if (letter === undefined) return char;
    return char === small ? letter : letter.charAt(0).toUpperCase() + letter.slice(1);
  });
}

/** Expand codes of four characters, each with how often it stands in a row. */
function repeated(text) {
  return [...text.matchAll(/(....)(?:\*(\d+))?/g)].flatMap(([, code, count]) => Array(Number(count || 1)).fill(code));
}

/** Expand runs of start and length. */
function expanded(runs) {
  const places = [];
  for (let i = 0; i < runs.length; i += 2) {
    for (let step = 0; step < runs[i + 1]; step++) places.push(runs[i] + step);
  }
  return places;
}

function readLink(row, index, data, nodes) {
  const [name, runs, mode, status, quality, km, attributes, cardPlace, line] = row;
  const passed = expanded(runs).map((place) => nodes[place]);
  const world = toWorld(decodeLine(line, data.steps[0]));
  const link = {
    index, kind: "link", stops: passed, mode: data.modes[mode], status: data.statuses[status],
    quality: data.qualities[quality], km, attributes: data.attributes[attributes], cardPlace, world, box: boxOf(world),
    name: name || `${passed[0].name} – ${passed[passed.length - 1].name}`, corridors: [], sections: [], side: 0,
  };
  link.names = [link.name];
  for (const node of passed) node.links.push(link);
  return link;
}

function readFigure([role, places, rivals, reason, earlier], claims, data) {
  return {
    role: data.roles[role], claims: places, rivals: rivals || [], reason: [].concat(reason || "")[0], reasonLang: Array.isArray(reason) ? "en" : null, earlier: earlier || "", matter: claims[places[0]].matter,
  };
}

function readClaim([figure, number, period, interval, source, note, matter], data) {
  return {
    figure, number: Array.isArray(number) ? figure.substr(...number) : number || figure, period: data.whens[period], interval: interval || "", source, note: note || "",
    matter: data.matters[matter],
  };
}

/**
 * Give each link a direction that its corridors agree on as far as they can, so that parallel strands keep their
 * sides from link to link.
 */
function orient(corridors, links) {
  for (const route of corridors.flatMap((corridor) => corridor.routes)) {
    const vote = route.reduce((sum, place) => sum + Math.sign(place) * links[Math.abs(place) - 1].side, 0);
    const travel = vote < 0 ? -1 : 1;
    for (const place of route) {
      const link = links[Math.abs(place) - 1];
      link.side = link.side || Math.sign(place) * travel;
    }
  }
}

/** The Mt a year that set the width of a corridor's strand on a link: the link's own, its section's, the corridor's. */
function widthMt(link, corridor) {
  if (link.card && link.card.mt) return link.card.mt;
  const known = link.sections.filter((section) => section.card && section.card.mt);
  known.sort((a, b) => a.links.length - b.links.length);
  if (known.length) return known[0].card.mt;
  return (corridor && corridor.card && corridor.card.mt) || UNKNOWN_WIDTH;
}

/** The width class of so many Mt a year, in pixels. */
function classWidth(mt, classes) {
  let width = classes[0][1];
  if (mt) for (const [low, pixels] of classes) if (mt >= low) width = pixels;
  return width;
}

/** What is switched on and what is looked at. */
function newView(data) {
  return {
    colourBy: data.colourBy,
    hidden: { corridor: new Set(), mode: new Set(), status: new Set() },
    overlay: null,
    selected: null,
    hovered: null,
  };
}

function shownCorridors(view, link) {
  if (view.hidden.mode.has(link.mode) || view.hidden.status.has(link.status)) return [];
  return link.corridors.filter((corridor) => !view.hidden.corridor.has(corridor.index));
}

/** Tell whether a strand belongs to what is looked at; everything does while nothing is. */
function isInFocus(view, link, corridor) {
  const target = view.hovered || view.selected;
  if (!target) return true;
  if (target.kind === "corridor") return corridor ? corridor === target : link.corridors.includes(target);
  if (target.kind === "link") return link === target;
  if (target.kind === "section") return target.links.includes(link) || target.nodes.some((n) => n.links.includes(link));
  return target.links.includes(link);
}
