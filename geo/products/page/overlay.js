// Overlays: scenarios, routes, failures, comparisons, drawn in place of what was reported when the reader chooses one.

const PLAIN = { colour: "#9AA3A8", faint: true, ticks: false };
const ONE_WIDTH = 4.5;
const THIN = 1.6;
const TICK_GAP = 13;
const LABEL_GAP = 150;
const LONG_NOTE = 260;

/** Read the overlays; each knows the stroke of a link, place or corridor. */
function readOverlays(model, source) {
  if (!source.items) return { items: [] };
  const { texts } = source;
  const lines = source.lines.map(([term, text, claims, notes]) => ({
    term: texts[term], text, claims: (claims || []).map((place) => model.claims[place]), notes: (notes || []).map((place) => texts[place]),
  }));
  const strokes = source.strokes.map(([look, mt, label, ...places]) => ({
    look, mt, label: label || "", lines: places.map((place) => lines[place]),
  }));
  const looks = {};
  for (const [key, [colour, faint, ticks]] of Object.entries(source.looks)) looks[key] = { colour, faint, ticks };
  const items = source.items.map((item, index) => ({
    index, name: item.name, about: item.about, note: item.note || "", noteLang: item.noteLang || null, widths: item.widths ? texts[item.widths - 1] : "", looks,
    legend: source.legends[item.legend].map(([key, text]) => [key, texts[text]]),
    strokes: strokesOf(model, source.items, item, strokes),
    steps: (item.steps || []).map(([name, group, place, ...rest]) => ({
      name, owner: group < 0 ? null : model[GROUPS[group]][place], lines: rest.map((number) => lines[number]),
    })),
  }));
  return { ...source, items };
}

const GROUPS = ["links", "nodes", "corridors"];

function strokesOf(model, items, item, strokes) {
  const found = new Map();
  for (const group of GROUPS) {
    const first = pairs(items[0][group]);
    pairs(item[group]).forEach((code, place) => {
      const number = code < 0 ? first[place] || 0 : code;
      if (number) found.set(model[group][place], strokes[number - 1]);
    });
  }
  return found;
}

/** Expand values, each with how often it stands in a row. */
function pairs(runs = []) {
  const values = [];
  for (let i = 0; i < runs.length; i += 2) for (let k = 0; k < runs[i + 1]; k++) values.push(runs[i]);
  return values;
}

/** Tell whether each link is one line, and not one for each of its corridors. */
function isByLink(view) {
  return Boolean(view.overlay) || view.colourBy === "mode";
}

function strokeOf(view, owner) {
  return view.overlay ? view.overlay.strokes.get(owner) : null;
}

function lookOf(view, owner) {
  const stroke = strokeOf(view, owner);
  return stroke ? view.overlay.looks[stroke.look] : PLAIN;
}

function overlayWidth(view, link, classes) {
  const stroke = strokeOf(view, link);
  if (!stroke || (!stroke.mt && lookOf(view, link).faint)) return THIN;
  return view.overlay.widths ? classWidth(stroke.mt, classes) : ONE_WIDTH;
}

/** Short bars across a line: what its colour says, said without colour. */
function paintTicks(context, frame, { points, width }, colour) {
  context.beginPath();
  let rest = TICK_GAP / 2;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const gap = gapBetween(a, b);
    const [dx, dy] = unit(a, b);
    for (; rest < gap; rest += TICK_GAP) {
      const x = a[0] + dx * rest - frame.left;
      const y = a[1] + dy * rest - frame.top;
      const reach = width / 2 + 2.6;
      context.moveTo(x - dy * reach, y + dx * reach);
      context.lineTo(x + dy * reach, y - dx * reach);
    }
    rest -= gap;
  }
  context.lineWidth = 1.5;
  context.lineCap = "butt";
  context.strokeStyle = colour;
  context.stroke();
}

/** Write the labels of an overlay beside its lines and places, the widest lines first. */
function paintOverlayLabels(context, frame, model, view, taken) {
  if (!view.overlay) return;
  const written = [];
  const strands = frame.strands.filter(({ link }) => (strokeOf(view, link) || {}).label && isInFocus(view, link, null));
  const spots = strands.sort((a, b) => b.width - a.width).flatMap((strand) =>
    alongStrands([strand], frame).map(([x, y]) => ({ x, y, reach: strand.width / 2, text: strokeOf(view, strand.link).label })));
  context.font = `700 11px ${FONT}`;
  for (const spot of spots) {
    if (written.some(({ text, x, y }) => text === spot.text && Math.hypot(x - spot.x, y - spot.y) < LABEL_GAP)) continue;
    if (writeBeside(context, spot, taken, model.data.style.ink)) written.push(spot);
  }
}

function writeBeside(context, { x, y, reach, text }, taken, colour) {
  const width = context.measureText(text).width;
  for (const [left, middle] of [[x - width / 2, y - reach - 9], [x - width / 2, y + reach + 9], [x + reach + 5, y], [x - reach - 5 - width, y]]) {
    const box = [left - 2, middle - 7, left + width + 2, middle + 7];
    if (!isFree(taken, box) || covered(taken, box) > 3) continue;
    taken.boxes.push(box);
    taken.labels.push({ name: text, box });
    haloText(context, text, left, middle, colour);
    return true;
  }
  return false;
}

// ---- panel

/** Radio buttons: what was reported, or one of the overlays. */
function overlayChooser(app) {
  const { items, title, bare } = app.model.overlays;
  if (!items.length) return null;
  const choice = (index, name) => el("label", null,
    el("input", { type: "radio", name: "overlay", value: index, checked: index === (app.view.overlay ? app.view.overlay.index : -1),
      onchange: () => app.setOverlay(index) }), el("span", null, name));
  const current = el("b", { class: "current" });
  const list = el("fieldset", { class: "overlays" }, el("legend", { class: "unseen" }, title), choice(-1, bare),
    ...items.map(({ name }, index) => choice(index, name)));
  return el("details", { class: "chooser", open: app.view.overlay !== null }, el("summary", null, `${title}: `, current), list);
}

/** What the chosen overlay shows, its list if it has one, and its signs. */
function overlayLegend(app) {
  const { overlay } = app.view;
  if (!overlay) return [];
  const { numbered, cite } = newCiting();
  const { corridors } = app.model;
  const shown = new Set(app.model.links.map((link) => (strokeOf(app.view, link) || {}).look));
  const signs = overlay.legend.map(([key, text]) => el("li", { class: shown.has(key) ? "" : "is-off", "data-look": key }, lookSwatch(overlay.looks[key]), text));
  const parts = [
    el("p", { class: "overlay-about" }, overlay.about), overlayNote(app, overlay),
    el("ul", { class: "rows rows-look" }, ...signs),
    corridors.length === 1 && strokeOf(app.view, corridors[0]) ? overlayLines(app, strokeOf(app.view, corridors[0]).lines, cite) : null,
    stepList(app, overlay, cite), numbered.length ? sourceList(app, numbered) : null,
  ];
  return parts.filter(Boolean);
}

/** A remark; what would fill the panel opens on demand. */
function overlayNote(app, { note, noteLang }) {
  if (!note) return null;
  const text = el("p", { class: "hint", lang: noteLang }, note);
  return note.length < LONG_NOTE ? text : el("details", null, el("summary", null, app.model.words.remark), text);
}

function lookSwatch({ colour, faint, ticks }) {
  const sample = swatch({ colour, width: 4.5, faint: faint ? 0.55 : 1 });
  if (ticks) for (const x of [8, 17, 26]) sample.append(svg("line", { x1: x, x2: x, y1: 2, y2: 12, stroke: "#22272B", "stroke-width": 1.5 }));
  return sample;
}

function stepList(app, { steps }, cite) {
  if (!steps.length) return null;
  const rows = steps.map(({ name, owner, lines }) => el("li", null,
    owner ? el("button", { type: "button", class: "choice", onclick: () => app.select(owner, { fly: true }) }, name) : name,
    overlayLines(app, lines, cite)));
  return el("ol", { class: "steps" }, ...rows);
}

// ---- cards

/** What the chosen overlay says of what a card is about. */
function overlayBlock(app, target, cite) {
  const { overlay } = app.view;
  if (!overlay) return null;
  const { says } = app.model.overlays;
  const owners = target.kind === "section" ? [...target.links, ...target.nodes] : [target];
  const found = new Map();
  for (const owner of owners) {
    const stroke = strokeOf(app.view, owner);
    if (stroke && !found.has(stroke)) found.set(stroke, owner);
  }
  const blocks = [...found].map(([stroke, owner]) => el("div", null,
    found.size > 1 ? el("h4", null, owner.name) : null, overlayLines(app, stroke.lines, cite)));
  return el("section", { class: "modelled" }, el("h3", null, filled(says.modelled, { name: overlay.name })),
    ...(blocks.length ? blocks : [el("p", { class: "hint" }, says.not_modelled)]));
}

function overlayLines(app, lines, cite) {
  const notes = [...new Set(lines.flatMap((line) => line.notes))];
  return el("div", null,
    definitions(lines.map((line) => [line.term, el("span", null, line.text, ...onePerSource(line.claims).map((claim) => reference(app, claim, cite)))])),
    notes.length ? el("details", null, el("summary", null, app.model.overlays.says.notes),
      el("ul", { class: "claim-list" }, ...notes.map((note) => el("li", null, note)))) : null);
}

function onePerSource(claims) {
  return claims.filter((claim, i) => claims.findIndex(({ source }) => source === claim.source) === i);
}

// ---- the same as text, below the map

function overlayTable(app) {
  const { overlay } = app.view;
  if (!overlay) return [];
  const { says } = app.model.overlays;
  const order = new Map(overlay.legend.map(([key], i) => [key, i]));
  const rows = overlay.steps.length ? overlay.steps : [...overlay.strokes].filter(([owner]) => owner.kind !== "corridor")
    .sort(([, a], [, b]) => order.get(a.look) - order.get(b.look) || b.mt - a.mt)
    .map(([owner, { lines }]) => ({ name: owner.name, lines }));
  const terms = [...new Set(rows.flatMap(({ lines }) => lines.map(({ term }) => term)))];
  const cell = (lines, term) => el("td", null, ...lines.filter((line) => line.term === term).flatMap((line) => [line.text, sourceMarks(line)]));
  return [
    el("h2", { id: "overlay-text" }, filled(says.as_text, { name: overlay.name })), el("p", null, overlay.about),
    el("div", { class: "table", role: "region", tabindex: "0", "aria-labelledby": "overlay-text" }, el("table", null,
      el("thead", null, el("tr", null, ...[says.table_owner, ...terms].map((term) => el("th", { scope: "col" }, term)))),
      el("tbody", null, ...rows.map(({ name, lines }) => el("tr", null, el("th", { scope: "row" }, name), ...terms.map((term) => cell(lines, term))))))),
  ];
}

function sourceMarks({ claims }) {
  const numbers = onePerSource(claims).map(({ source }) => source);
  return numbers.length ? el("sup", null, ...numbers.flatMap((number, i) => [i ? ", " : "",
    document.getElementById(`s${number}`) ? el("a", { href: `#s${number}` }, String(number)) : String(number)])) : null;
}
