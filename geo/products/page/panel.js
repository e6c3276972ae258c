// The panel's first page: switches whose swatches are the legend.

function buildLegend(app) {
  const { model, view } = app;
  const w = model.words;
  const parts = [];
  const chosen = el("section", { class: "chosen", "aria-live": "polite" });
  parts.push(el("div", { class: "tools" }, overlayChooser(app), colourSwitch(app)), chosen);
  if (model.corridors.length > 1) {
    parts.push(group(w.corridors, "corridor", model.corridors.map((corridor) => corridorRow(app, corridor)), app));
  }
  const modes = model.data.modes.filter((mode) => model.links.some((link) => link.mode === mode));
  const statuses = model.data.statuses.filter((status) => model.links.some((link) => link.status === status));
  parts.push(
    group(w.modes, "mode", modes.map((mode) => switchRow(app, "mode", mode, w[`mode.${mode}`])), app),
    group(w.statuses, "status", statuses.map((status) => switchRow(app, "status", status, w[`status.${status}`])), app),
    el("div", { class: "columns" }, widthLegend(app), placeLegend(app)),
  );
  const legend = el("div", { class: "legend" }, ...parts);
  app.refreshLegend = () => refreshLegend(app, legend, view);
  app.refreshLegend();
  return legend;
}

function group(title, name, rows, app) {
  const list = el("ul", { class: `rows rows-${name}` }, ...rows);
  list.addEventListener("keydown", (event) => moveWithArrows(event, list));
  const all = name === "corridor" ? el("button", { type: "button", class: "quiet all", onclick: () => app.toggleAll() }) : null;
  return el("section", { class: "group" }, el("h2", null, title, all), list);
}

/** Arrow keys walk through a list's switches and names. */
function moveWithArrows(event, list) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const kind = event.target.matches("input") ? "input" : "button";
  const stops = [...list.querySelectorAll(`li:not([hidden]) ${kind}`)];
  const next = stops[stops.indexOf(event.target) + step];
  if (next) next.focus();
  event.preventDefault();
}

function colourSwitch(app) {
  const w = app.model.words;
  const choice = (value) =>
    el("label", null,
      el("input", { type: "radio", name: "colour-by", value, checked: app.view.colourBy === value,
        onchange: () => app.setColour(value) }),
      el("span", null, w[`colour_${value}`]));
  return el("fieldset", { class: "segmented" }, el("legend", null, w.colour_by), choice("corridor"), choice("mode"));
}

function corridorRow(app, corridor) {
  const box = switchBox(app, "corridor", corridor.index, corridor.name);
  const name = el("button", { type: "button", class: "name", onclick: () => app.select(corridor, { fly: true }) }, corridor.name);
  const row = el("li", { "data-corridor": corridor.id }, box, el("span", { class: "sample" }), name);
  for (const [event, target] of [["mouseenter", corridor], ["mouseleave", null]]) {
    row.addEventListener(event, () => app.hover(target));
  }
  name.addEventListener("focus", () => app.hover(name.matches(":focus-visible") ? corridor : null));
  name.addEventListener("blur", () => app.hover(null));
  return row;
}

function switchRow(app, kind, value, text) {
  const box = switchBox(app, kind, value, text);
  return el("li", { [`data-${kind}`]: value }, el("label", null, box, el("span", { class: "sample" }), el("span", null, text)));
}

function switchBox(app, kind, value, text) {
  return el("input", {
    type: "checkbox", checked: !app.view.hidden[kind].has(value), "aria-label": filled(app.model.words.show, { name: text }),
    onchange: (event) => app.toggle(kind, value, event.target.checked),
  });
}

function widthLegend(app) {
  const { words: w, data } = app.model;
  const classes = data.style.widths;
  const rows = classes.map(([low, width], i) => {
    const next = classes[i + 1];
    const text = i === 0 ? filled(w.width_below, { high: next ? next[0] : "" })
      : next ? `${low}–${next[0]}` : filled(w.width_above, { low });
    return el("li", { "data-width": width }, swatch({ colour: "#4A545B", width }), text);
  });
  return el("section", { class: "group", "data-part": "widths" }, el("h2", null, w.widths), el("ul", { class: "rows" }, ...rows),
    el("p", { class: "hint widths-note" }, w.widths_note));
}

function placeLegend(app) {
  const { words: w, data, nodes } = app.model;
  const kinds = ["port", "border_crossing", "gauge_change"].filter((kind) => nodes.some((node) => node.place === kind));
  const rows = kinds.map((kind) => el("li", null, placeSwatch(kind, data.style), w[`kind.${kind}`]));
  const faint = { colour: "#4A545B", width: 4, faint: data.style.faint };
  if (app.model.links.some((link) => link.quality === "schematic")) {
    rows.push(el("li", null, swatch(faint), w["quality.schematic"]));
  }
  return rows.length ? el("section", { class: "group" }, el("h2", null, w.signs), el("ul", { class: "rows" }, ...rows)) : null;
}

function placeSwatch(kind, style) {
  const common = { stroke: style.ink, "stroke-width": 1.5, fill: kind === "port" ? style.ink : style.casing };
  const parts = kind === "border_crossing"
    ? [svg("path", { ...common, d: "M17 1.5 22.5 7 17 12.5 11.5 7Z" })]
    : [svg("circle", { ...common, cx: 17, cy: 7, r: 4.4 })];
  if (kind === "port") parts.push(svg("circle", { cx: 17, cy: 7, r: 1.7, fill: style.casing }));
  if (kind === "gauge_change") parts.push(svg("path", { d: "M17 2.6a4.4 4.4 0 0 1 0 8.8Z", fill: style.ink }));
  return svg("svg", { class: "swatch", viewBox: "0 0 34 14", width: 34, height: 14, "aria-hidden": "true" }, ...parts);
}

/** Make the legend say what is on the map now. */
function refreshLegend(app, legend, view) {
  const { model } = app;
  const { style } = model.data;
  const { overlay } = view;
  const byMode = view.colourBy === "mode" && !overlay;
  refreshOverlay(app, legend);
  const neutral = "#4A545B";
  for (const corridor of model.corridors) {
    const row = legend.querySelector(`[data-corridor="${corridor.id}"]`);
    if (!row) continue;
    const colour = isByLink(view) ? neutral : corridor.colour;
    row.querySelector(".sample").replaceChildren(swatch({ colour, label: String(corridor.number) }));
    row.querySelector("input").checked = !view.hidden.corridor.has(corridor.index);
    row.classList.toggle("is-off", view.hidden.corridor.has(corridor.index));
    row.classList.toggle("is-current", view.selected === corridor);
  }
  const active = model.links.filter((link) => link.corridors.some((c) => !view.hidden.corridor.has(c.index)));
  for (const row of legend.querySelectorAll("[data-mode]")) {
    const { mode } = row.dataset;
    const [colour, dash] = style.modes[mode];
    row.querySelector(".sample").replaceChildren(swatch({ colour: byMode ? colour : neutral, dash, core: CORES[mode] }));
    row.classList.toggle("is-off", view.hidden.mode.has(mode));
    row.hidden = !active.some((link) => link.mode === mode);
  }
  for (const row of legend.querySelectorAll("[data-status]")) {
    const { status } = row.dataset;
    row.querySelector(".sample").replaceChildren(swatch({ colour: neutral, width: 3.4, dash: style.statuses[status] }));
    row.classList.toggle("is-off", view.hidden.status.has(status));
    row.hidden = !active.some((link) => link.status === status);
  }
  // No heading stands over a list of which nothing is left
  for (const list of legend.querySelectorAll(".rows-mode, .rows-status")) list.parentElement.hidden = !list.querySelector("li:not([hidden])");
  const mtOf = (link, corridor) => (overlay ? (strokeOf(view, link) || {}).mt : widthMt(link, corridor));
  const shown = model.links.flatMap((link) => shownCorridors(view, link).map((c) => classWidth(mtOf(link, c), style.widths)));
  for (const row of legend.querySelectorAll("[data-width]")) {
    row.classList.toggle("is-off", !shown.includes(Number(row.dataset.width)));
  }
  const all = legend.querySelector("button.all");
  if (all) all.textContent = view.hidden.corridor.size ? model.words.all_on : model.words.all_off;
}

/** Say what the chosen overlay shows; what is meant for corridors in colour steps aside. */
function refreshOverlay(app, legend) {
  const { overlay } = app.view;
  legend.querySelector(".chosen").replaceChildren(...overlayLegend(app));
  legend.querySelector(".segmented").hidden = Boolean(overlay);
  legend.querySelector("[data-part=widths]").hidden = Boolean(overlay && !overlay.widths);
  legend.querySelector(".widths-note").textContent = overlay ? overlay.widths : app.model.words.widths_note;
  const current = legend.querySelector(".current");
  if (current) current.textContent = overlay ? overlay.name : app.model.overlays.bare;
}
