// The card of what was clicked: figures, targets, lengths, sources, and where sources disagree.

const FIRST_FIGURES = 4;

/** Note which sources a card cites, and give their numbers. */
function newCiting() {
  const numbered = [];
  const cite = (claim) => {
    if (!numbered.includes(claim.source)) numbered.push(claim.source);
    return claim.source;
  };
  return { numbered, cite };
}

function buildCard(app, target, here) {
  const { numbered, cite } = newCiting();
  const content = { corridor: corridorCard, section: sectionCard, link: linkCard, node: nodeCard }[target.kind](app, target, cite, here);
  const w = app.model.words;
  return el("article", { class: "card", "aria-label": target.name },
    el("button", { type: "button", class: "back", onclick: () => app.select(null) }, `‹ ${app.model.corridors.length > 1 ? w.back : w.overview}`),
    ...content,
    numbered.length ? sourceList(app, numbered) : null,
  );
}

function cardHead(app, target, sample, details) {
  const w = app.model.words;
  const kind = target.kind === "node" ? w[`kind.${target.place}`] : w[`level.${target.kind}`];
  return [
    el("p", { class: "kicker" }, sample, kind),
    el("h2", { tabindex: "-1" }, target.name),
    details.length ? el("p", { class: "details" }, details.join(" · ")) : null,
  ];
}

function corridorCard(app, corridor, cite, here) {
  const { words: w, data } = app.model;
  const modes = data.modes.filter((mode) => corridor.links.some((link) => link.mode === mode));
  return [
    ...cardHead(app, corridor, corridorSample(app, corridor), [w[`status.${corridor.status}`], ...modes.map((mode) => w[`mode.${mode}`])]),
    here ? hereBlock(app, here, corridor) : null,
    overlayBlock(app, corridor, cite),
    ...figureBlocks(app, corridor.card, cite, el("p", { class: "summary" }, corridor.summary)),
    ...corridorFacts(app, corridor, cite),
  ];
}

function corridorSample(app, corridor) {
  return swatch({ colour: corridor.colour, label: app.model.corridors.length > 1 ? String(corridor.number) : "" });
}

/** A map of one corridor opens with its figures: the large ones above the legend, the rest below. */
function soloCard(app) {
  const [corridor] = app.model.corridors;
  const { numbered, cite } = newCiting();
  const blocks = figureBlocks(app, corridor.card, cite).filter(Boolean);
  const isLarge = (block) => block.classList.contains("figure");
  const rest = [...blocks.filter((block) => !isLarge(block)), ...corridorFacts(app, corridor, cite)];
  if (numbered.length) rest.push(sourceList(app, numbered));
  const card = (parts) => el("div", { class: "card is-solo" }, ...parts);
  return { large: card(blocks.filter(isLarge)), rest: card(rest) };
}

function corridorFacts(app, corridor, cite) {
  const { words: w, data } = app.model;
  const km = corridor.links.reduce((sum, link) => sum + link.km, 0);
  const faint = corridor.links.filter((link) => link.quality === "schematic").reduce((sum, link) => sum + link.km, 0);
  const lengths = [[w.length_main, kilometres(corridor.km, w)]];
  if (corridor.kmAll > corridor.km) lengths.push([w.length_all, kilometres(corridor.kmAll, w)]);
  lengths.push(...reportedLength(app, corridor.card, cite));
  if (faint) lengths.push([w.drawn_schematically, `${Math.max(1, Math.round((100 * faint) / km))}\u00a0%`]);
  const sections = app.model.sections.filter((section) => section.corridors.includes(corridor));
  const known = corridor.links.filter((link) => link.card && link.card.figures.length);
  const places = uniquePlaces(corridor.links).filter((node) => node.rank <= 2 || node.card);
  return [
    definitions(lengths), corridor.note ? el("p", { class: "hint", lang: "en" }, corridor.note) : null,
    chooser(app, w.sections, [...sections, ...known], true), chooser(app, w.places, places, false),
  ];
}

function sectionCard(app, section, cite) {
  const { words: w, data } = app.model;
  const km = section.links.reduce((sum, link) => sum + link.km, 0);
  const lengths = km ? [[w.length_measured, kilometres(km, w)]] : [];
  lengths.push(...reportedLength(app, section.card, cite));
  if (section.links.some((link) => link.quality === "schematic")) lengths.push([w.geometry, w.drawn_schematically_here]);
  const facts = ["mode", "status"].flatMap((key) => [...new Set(section.links.map((link) => w[`${key}.${link[key]}`]))]);
  return [
    ...cardHead(app, section, null, facts),
    overlayBlock(app, section, cite),
    ...figureBlocks(app, section.card, cite),
    definitions(lengths), section.note ? el("p", { class: "hint", lang: "en" }, section.note) : null,
    chooser(app, w.corridors_here, section.corridors, true),
    chooser(app, w.links, section.links.length > 1 ? section.links : [], false),
    chooser(app, w.places, section.nodes, false),
  ];
}

function linkCard(app, link, cite) {
  const { words: w } = app.model;
  const places = link.stops.filter((node, i) => i === 0 || i === link.stops.length - 1 || node.rank <= 3);
  return [
    ...cardHead(app, link, null, [w[`mode.${link.mode}`], w[`status.${link.status}`]]),
    overlayBlock(app, link, cite),
    ...figureBlocks(app, link.card, cite),
    definitions(linkFacts(app, link, cite)),
    chooser(app, w.corridors_here, link.corridors, true),
    chooser(app, w.sections, link.sections, false), chooser(app, w.places, places, false),
  ];
}

function linkFacts(app, link, cite) {
  const { words: w, data } = app.model;
  const [tracks, lanes, gauge, wires] = link.attributes;
  const facts = [[w.length_measured, kilometres(link.km, w)]];
  facts.push(...reportedLength(app, link.card, cite));
  facts.push([w.geometry, link.quality === "schematic" ? w.drawn_schematically_here : w[`quality.${link.quality}`]]);
  if (link.mode === "rail") facts.push([w.tracks, tracks || w.unknown]);
  if (link.mode === "road") facts.push([w.lanes, lanes || w.unknown]);
  if (gauge) facts.push([w.gauge, `${gauge}\u00a0${w.mm}`]);
  if (wires) facts.push([w.electrified, wires === 2 ? w.yes : w.no]);
  return facts;
}

function nodeCard(app, node, cite) {
  const w = app.model.words;
  const corridors = app.model.corridors.filter((corridor) => node.links.some((link) => link.corridors.includes(corridor)));
  return [
    ...cardHead(app, node, null, [node.country, ...(node.gauges ? [`${node.gauges}\u00a0${w.mm}`] : [])]),
    overlayBlock(app, node, cite),
    ...figureBlocks(app, node.card, cite),
    chooser(app, w.corridors_here, corridors, true), chooser(app, w.sections, node.sections, false),
    chooser(app, w.links, node.links, false),
  ];
}

/** Where on the corridor was clicked, with the other corridors that run there. */
function hereBlock(app, link, corridor) {
  const w = app.model.words;
  const others = link.corridors.filter((other) => other !== corridor);
  return el("div", { class: "here" },
    el("span", { class: "label" }, w.here),
    el("button", { type: "button", class: "choice", onclick: () => app.select(link) }, link.name),
    others.length ? el("span", { class: "label" }, w.shared_with) : null,
    ...others.map((other) => choice(app, other, link)),
  );
}

function uniquePlaces(links) {
  return [...new Set(links.flatMap((link) => [link.stops[0], link.stops[link.stops.length - 1]]))];
}

/** The length that sources report, with its source, to stand beside the measured one. */
function reportedLength(app, card, cite) {
  const figure = card && card.figures.find(({ role }) => role === "length");
  if (!figure) return [];
  const claim = app.model.claims[figure.claims[0]];
  const value = el("span", null, claim.figure, reference(app, claim, cite), claimDetails(app, figure, cite));
  return [[app.model.words.length_reported, value]];
}

function definitions(pairs) {
  if (!pairs.length) return null;
  return el("dl", { class: "facts" }, ...pairs.flatMap(([term, value]) => [el("dt", null, term), el("dd", null, value instanceof Node ? value : String(value))]));
}

/** Buttons that lead to other cards. */
function chooser(app, title, targets, isOpen) {
  if (!targets.length) return null;
  const list = el("ul", { class: "choices" }, ...targets.map((target) => el("li", null, choice(app, target))));
  list.addEventListener("keydown", (event) => moveWithArrows(event, list));
  return el("details", { open: isOpen || targets.length <= 4 }, el("summary", null, `${title} (${targets.length})`), list);
}

function choice(app, target, here = null) {
  const sample = target.kind === "corridor" ? corridorSample(app, target) : null;
  const head = target.card && target.kind !== "corridor" ? headline(target.card) : null;
  const figure = head ? app.model.claims[head.claims[0]].figure : "";
  return el("button", { type: "button", class: "choice", onclick: () => app.select(target, { here, fly: true }) },
    sample, el("span", { class: "choice-name" }, target.name), figure ? el("span", { class: "choice-figure" }, figure) : null);
}

function headline(card) {
  return card.figures.find((figure) => figure.role === "volume") || card.figures.find((figure) => figure.role === "capacity");
}

/** The figure large, the target below it, then everything else that sources say. */
function figureBlocks(app, card, cite, summary = null) {
  const w = app.model.words;
  const said = card ? card.figures.filter(({ role }) => role !== "length") : [];
  if (!said.length) return [summary, el("p", { class: "hint" }, w.no_figures)];
  const first = headline(card);
  const target = said.find((figure) => figure.role === "target");
  const rest = said.filter((figure) => figure !== first && figure !== target);
  const blocks = [first, target].filter(Boolean).map((figure) => largeFigure(app, figure, cite));
  blocks.push(summary);
  const lead = rest.slice(0, first ? FIRST_FIGURES : FIRST_FIGURES + 2);
  const more = rest.slice(lead.length);
  if (lead.length) blocks.push(figureList(app, lead, cite));
  if (more.length) {
    blocks.push(el("details", null, el("summary", null, filled(w.more_figures, { count: more.length })), figureList(app, more, cite)));
  }
  return blocks;
}

function largeFigure(app, figure, cite) {
  const w = app.model.words;
  const claim = app.model.claims[figure.claims[0]];
  const [before, after] = claim.figure.includes(claim.number) ? claim.figure.split(claim.number, 2) : ["", ""];
  const value = claim.figure.includes(claim.number)
    ? [before ? el("span", { class: "qualifier" }, before) : null, el("strong", null, claim.number), after]
    : [el("strong", null, claim.figure)];
  return el("div", { class: `figure is-${figure.role}` },
    el("p", { class: "matter" }, figure.matter),
    el("p", { class: "value" }, ...value, " ", el("span", { class: "period" }, claim.period), reference(app, claim, cite)),
    claim.interval ? el("p", { class: "interval" }, filled(w.interval, { interval: claim.interval })) : null,
    figure.earlier ? el("p", { class: "slipped" }, filled(w.slipped, { years: figure.earlier })) : null,
    claimDetails(app, figure, cite),
  );
}

function figureList(app, figures, cite) {
  const rows = figures.map((figure) => {
    const claim = app.model.claims[figure.claims[0]];
    return el("li", null,
      el("span", { class: "matter" }, figure.matter), " ",
      el("span", { class: "value" }, el("b", null, claim.figure), " ", el("span", { class: "period" }, claim.period),
        reference(app, claim, cite)),
      claim.interval ? el("span", { class: "interval" }, filled(app.model.words.interval, { interval: claim.interval })) : null,
      claimDetails(app, figure, cite),
    );
  });
  return el("ul", { class: "figures" }, ...rows);
}

function reference(app, claim, cite) {
  const number = cite(claim);
  return el("sup", null, el("span", { title: filled(app.model.words.source_number, { number }) }, `[${number}]`));
}

/** All claims on a matter, and those that contradict them. */
function claimDetails(app, figure, cite) {
  const { words: w, claims } = app.model;
  const places = [...new Set([...figure.claims, ...figure.rivals])];
  const isDisputed = figure.rivals.length > 0;
  const notes = claims[figure.claims[0]].note;
  if (places.length === 1 && !notes && !figure.reason) return null;
  const rows = places.map((place, i) => {
    const claim = claims[place];
    const mark = i === 0 ? ["shown", "✓", w.claim_shown] : figure.rivals.includes(place) ? ["rival", "≠", w.claim_rival] : ["same", "·", w.claim_agrees];
    return el("li", { class: `is-${mark[0]}` },
      el("span", { class: "mark", title: mark[2], role: "img", "aria-label": mark[2] }, mark[1]),
      el("span", null,
        claim.matter === figure.matter ? null : el("span", { class: "matter" }, `${claim.matter}: `),
        el("b", null, claim.figure), " ", el("span", { class: "period" }, claim.period),
        claim.interval ? el("span", { class: "interval" }, ` ${filled(w.interval, { interval: claim.interval })}`) : null,
        reference(app, claim, cite),
        claim.note ? el("span", { class: "note", lang: "en" }, claim.note) : null),
    );
  });
  const title = isDisputed ? filled(w.disagree, { count: places.length })
    : places.length > 1 ? filled(w.agree, { count: places.length }) : w.remark;
  return el("details", { class: isDisputed ? "disputed" : "claims" }, el("summary", null, title), el("ul", { class: "claim-list" }, ...rows),
    figure.reason ? el("p", { class: "note" }, filled(w.decided, { reason: "" }), el("span", { lang: figure.reasonLang }, figure.reason)) : null);
}

/** The sources cited, as they stand in the list below the map and under the same numbers. */
function sourceList(app, numbered) {
  const rows = numbered.map((number) => {
    const cited = document.getElementById(`s${number}`);
    const [text, url] = app.model.data.beside[number] || ["", ""];
    const rest = url ? el("a", { href: url }, text) : text;
    const row = el("li", { value: number }, ...(cited ? cited.cloneNode(true).childNodes : [rest]));
    for (const link of row.querySelectorAll("a")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    return row;
  });
  return el("section", { class: "sources" }, el("h3", null, app.model.words.sources), el("ol", null, ...rows));
}

/** Make the numbers in the table below the map lead to its sources. */
function linkReferences() {
  for (const sup of document.querySelectorAll(".below table sup")) {
    const parts = sup.textContent.split(/(\d+)/);
    sup.replaceChildren(...parts.map((part, i) => (i % 2 ? el("a", { href: `#s${part}` }, part) : part)));
  }
}
