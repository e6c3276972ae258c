// The map's page: ground, strands and names on Leaflet's map, the panel beside it, and what clicks and keys do.

/** Draw the atlas on a map that folium made. */
function drawAtlas(map) {
  const stage = map.getContainer().closest(".stage") || map.getContainer().parentElement;
  const data = JSON.parse(document.getElementById("atlas-data").textContent);
  const app = new AtlasApp(map, stage, data);
  document.documentElement.classList.add("is-ready");
  return app;
}

class AtlasApp {
  constructor(map, stage, data) {
    this.map = map;
    map.atlas = this;
    this.stage = stage;
    this.model = readModel(data);
    this.ground = readGround(data);
    this.view = newView(data);
    this.view.overlay = this.model.overlays.items[this.model.overlays.first] || null;
    this.places = [];
    this.labels = [];
    this.here = null;
    this.refreshLegend = () => {};
    this.isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.buildPanel();
    this.addControls();
    this.fit(this.firstLinks(), { animate: false });
    this.addSheets(); // last, so that they are drawn once
    this.listen();
    this.openFromAddress();
    this.showOverlayText();
    linkReferences();
  }

  // ---- the map

  addSheets() {
    const { map } = this;
    map.getContainer().style.background = this.model.data.style.water;
    for (const [name, level] of [["ground", 210], ["lines", 340], ["names", 350]]) {
      const pane = map.createPane(`atlas-${name}`);
      pane.style.zIndex = level;
      pane.style.pointerEvents = "none";
    }
    const ground = new Sheet((context, frame) => {
      if (!this.hasTiles()) paintGround(context, frame, this.ground, this.model.data.style);
    }, { pane: "atlas-ground", padding: 0.4 });
    this.lines = new Sheet((context, frame) => this.paintLines(context, frame), { pane: "atlas-lines" });
    this.names = new Sheet((context, frame) => this.paintNames(context, frame), { pane: "atlas-names" });
    this.sheets = [ground, this.lines, this.names];
    if (this.isStill) map._zoomAnimated = false;
    for (const sheet of this.sheets) map.addLayer(sheet);
    map.on("layeradd layerremove", ({ layer }) => layer instanceof L.TileLayer && ground.repaint());
  }

  /** Tiles lie below the ground, whether the map came with them or its maker added them. */
  hasTiles() {
    let found = false;
    this.map.eachLayer((layer) => {
      found = found || layer instanceof L.TileLayer;
    });
    return found;
  }

  addControls() {
    const { map, model } = this;
    const w = model.words;
    L.control.zoom({ position: "topright", zoomInTitle: w.zoom_in, zoomOutTitle: w.zoom_out }).addTo(map);
    const whole = L.control({ position: "topright" });
    whole.onAdd = () => {
      const icon = svg("svg", { viewBox: "0 0 18 18", width: 16, height: 16, "aria-hidden": "true" },
        svg("path", { d: "M2 6V2h4M12 2h4v4M16 12v4h-4M6 16H2v-4", fill: "none", stroke: "currentColor", "stroke-width": 2 }));
      const button = el("button", { type: "button", class: "whole", title: w.whole, "aria-label": w.whole,
        onclick: () => this.fit(this.shownLinks()) }, icon);
      const box = el("div", { class: "leaflet-bar" }, button);
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    whole.addTo(map);
    const credit = L.control.attribution({ position: "bottomright", prefix: false }).addTo(map);
    credit.addAttribution(w.credit);
    if (model.data.tiles) {
      const host = new URL(model.data.tiles.replace("{s}.", "")).host;
      L.tileLayer(model.data.tiles, { maxZoom: 19, attribution: filled(w.tiles, { host }) }).addTo(map);
    }
    map.attributionControl = credit;
    const scale = L.control.scale({ position: "bottomright", imperial: false });
    const units = { m: w.m, km: w.km };  // Leaflet knows only English ones
    scale._updateScale = function (bar, text, ratio) {
      L.Control.Scale.prototype._updateScale.call(this, bar, text.replace(/[a-z]+$/, (unit) => units[unit]), ratio);
    };
    scale.addTo(map);
    const container = map.getContainer();
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", w.map_label);
  }

  paintLines(context, frame) {
    const key = `${frame.zoom}`;
    if (this.layoutKey !== key) {
      this.strands = layStrands(this.model, this.view, frame.zoom);
      this.layoutKey = key;
    }
    frame.strands = this.strands;
    this.frame = frame;
    paintStrands(context, frame, this.model, this.view);
  }

  paintNames(context, frame) {
    const size = this.map.getSize();
    const { x, y } = frame.shift;
    const inner = [x + 2, y + 2, x + size.x - 2, y + size.y - 2];
    const beside = { ...frame, strands: this.strands, inner, obstacles: this.obstacles(x, y) };
    Object.assign(this, paintNames(context, beside, this.model, this.view));
  }

  /** What lies over the map: names do not run under it. */
  obstacles(x, y) {
    const stage = this.map.getContainer().getBoundingClientRect();
    const covers = [this.panel, ...this.stage.querySelectorAll(".leaflet-control-container .leaflet-control")];
    return covers.map((cover) => cover.getBoundingClientRect()).filter((box) => box.width > 0)
      .map((box) => [box.left - stage.left + x, box.top - stage.top + y, box.right - stage.left + x, box.bottom - stage.top + y]);
  }

  redraw() {
    this.layoutKey = null;
    for (const sheet of [this.lines, this.names]) if (sheet && sheet._map) sheet.repaint();
  }

  shownLinks() {
    const links = this.model.links.filter((link) => shownCorridors(this.view, link).length);
    return links.length ? links : this.model.links;
  }

  /** What the map opens at: all of it, or what its first overlay is about. */
  firstLinks() {
    const { view, model } = this;
    const told = view.overlay ? model.links.filter((link) => !lookOf(view, link).faint) : [];
    return told.length ? told : model.links;
  }

  /** Show links whole, beside the panel. */
  fit(links, options = {}) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const link of links) boxOf(link.world, box);
    if (box[0] > box[2]) return;
    const bounds = L.latLngBounds(toLatLng(box[0], box[1]), toLatLng(box[2], box[3]));
    this.aimAt(bounds, { maxZoom: 8, duration: 0.6, ...options });
  }

  /** Show bounds beside the panel, and keep in mind where that leads: `refit` comes back to it. */
  aimAt(bounds, options) {
    this.aim = { bounds, options };
    if (this.map.getSize().x < 40) return; // in a frame that is not shown yet
    const padded = { animate: !this.isStill, ...this.padding(), ...options };
    Object.assign(this.aim, this.map._getBoundsCenterZoom(bounds, padded));
    this.map.fitBounds(bounds, padded);
  }

  /** In a frame of another size show the same, unless the reader has moved or zoomed the map since. */
  refit() {
    const { bounds, options, center, zoom } = this.aim;
    const isThere = !center || (this.map.getZoom() === zoom &&
      this.map.project(center).distanceTo(this.map.project(this.map.getCenter())) < 3);
    if (isThere) this.aimAt(bounds, { ...options, animate: false });
  }

  padding() {
    const size = this.map.getSize();
    const edge = Math.min(36, Math.round(size.x * 0.05));
    const panel = this.panel.getBoundingClientRect();
    const isSheet = panel.width > size.x * 0.8;
    const isOpen = this.panel.dataset.state === "open";
    if (isSheet) return { paddingTopLeft: [edge, edge], paddingBottomRight: [edge, Math.min(size.y * 0.6, panel.height) + edge] };
    const left = isOpen && panel.width < size.x * 0.55 ? panel.width + 12 : 0;
    return { paddingTopLeft: [left + edge, edge], paddingBottomRight: [edge + 24, edge] };
  }

  // ---- the panel

  buildPanel() {
    const w = this.model.words;
    this.panel = this.stage.querySelector(".panel");
    this.body = el("div", { class: "panel-body", id: "atlas-panel-body" });
    this.toggleButton = el("button", { type: "button", class: "fold", "aria-controls": "atlas-panel-body",
      onclick: () => this.setPanel(this.panel.dataset.state === "open" ? "closed" : "open", true) });
    this.panel.append(this.toggleButton);
    this.search = buildSearch(this);
    this.legend = buildLegend(this);
    this.cardBox = el("div", { class: "card-box", "aria-live": "polite" });
    const foot = el("p", { class: "foot" }, el("a", { href: "#capacity" }, w.to_table));
    const solo = this.model.corridors.length === 1 ? soloCard(this) : { large: null, rest: null };
    this.overview = el("div", { class: "overview" }, solo.large, this.legend, solo.rest, foot);
    this.body.append(this.search, this.overview, this.cardBox);
    this.panel.append(this.body);
    this.tip = el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    this.stage.append(this.tip);
    L.DomEvent.disableClickPropagation(this.panel);
    L.DomEvent.disableScrollPropagation(this.panel);
    this.setPanel(this.isRoomy() ? "open" : "closed", false);
  }

  isRoomy() {
    return window.matchMedia("(min-width: 880px) and (min-height: 560px)").matches;
  }

  setPanel(state, isByHand) {
    const w = this.model.words;
    this.panel.dataset.state = state;
    this.toggleButton.setAttribute("aria-expanded", String(state === "open"));
    this.toggleButton.setAttribute("aria-label", state === "open" ? w.close_panel : w.open_panel);
    this.toggleButton.replaceChildren(el("span", { class: "fold-text" }, w.legend), el("span", { class: "fold-sign", "aria-hidden": "true" }));
    if (isByHand && this.names && this.names._map) this.redraw();
  }

  // ---- what is looked at

  select(target, { here = null, fly = false, focus = true } = {}) {
    const before = this.view.selected;
    this.view.selected = target;
    this.view.hovered = null;
    this.hideTip();
    if (target) this.showCard(target, here, focus);
    else this.showOverview(before, focus);
    this.refreshLegend();
    if (target && fly) this.fly(target);
    this.redraw();
  }

  showCard(target, here, focus) {
    this.uncover(target);
    this.cardBox.replaceChildren(buildCard(this, target, here));
    this.overview.hidden = true;
    this.panel.classList.add("has-card");
    if (this.panel.dataset.state !== "open") this.setPanel("open", false);
    this.body.scrollTop = 0;
    if (focus) this.cardBox.querySelector("h2").focus({ preventScroll: true });
  }

  showOverview(before, focus) {
    this.cardBox.replaceChildren();
    this.overview.hidden = false;
    this.panel.classList.remove("has-card");
    if (!this.isRoomy()) this.setPanel("closed", false);
    const row = before && before.kind === "corridor" && this.legend.querySelector(`[data-corridor="${before.id}"] .name`);
    const next = this.panel.dataset.state === "open" ? row || this.search.querySelector("input") : this.toggleButton;
    if (focus && next) next.focus({ preventScroll: true });
  }

  /** What is asked for by name is shown even if its layer was switched off. */
  uncover(target) {
    const { hidden } = this.view;
    if (target.kind === "corridor") hidden.corridor.delete(target.index);
  }

  fly(target) {
    const links = { corridor: target.links, section: target.links, link: [target], node: [] }[target.kind];
    if (links.length) {
      this.fit(links);
      return;
    }
    const nodes = target.kind === "node" ? [target] : target.nodes;
    const bounds = L.latLngBounds(nodes.map((node) => toLatLng(node.x, node.y)));
    this.aimAt(bounds, { maxZoom: Math.max(7, this.map.getZoom()) });
  }

  hover(target) {
    if (this.view.hovered === target) return;
    this.view.hovered = target;
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.lines.repaint(); // names stay where they are: they would jump under a passing pointer
    });
  }

  toggle(kind, value, isOn) {
    if (isOn) this.view.hidden[kind].delete(value);
    else this.view.hidden[kind].add(value);
    this.refreshLegend();
    this.redraw();
  }

  toggleAll() {
    const { hidden } = this.view;
    if (hidden.corridor.size) hidden.corridor.clear();
    else for (const corridor of this.model.corridors) hidden.corridor.add(corridor.index);
    this.refreshLegend();
    this.redraw();
  }

  setColour(value) {
    this.view.colourBy = value;
    this.refreshLegend();
    this.redraw();
  }

  /** Show an overlay, or what was reported for -1. */
  setOverlay(index) {
    const { view } = this;
    view.overlay = this.model.overlays.items[index] || null;
    this.showOverlayText();
    if (view.selected) this.cardBox.replaceChildren(buildCard(this, view.selected, null));
    this.refreshLegend();
    this.redraw();
  }

  /** The table below the map follows. */
  showOverlayText() {
    const below = document.querySelector(".below");
    if (!below) return;
    this.textBox = this.textBox || el("div", { class: "overlay-text" });
    if (!this.textBox.isConnected) below.prepend(this.textBox);
    this.textBox.replaceChildren(...overlayTable(this));
  }

  openFromAddress() {
    const id = window.location.hash.slice(1);
    const target = [...this.model.corridors, ...this.model.sections].find((record) => record.id === id);
    if (target) this.select(target, { fly: true, focus: false });
  }

  // ---- clicks and keys

  listen() {
    const { map } = this;
    map.on("click", (event) => this.click(event));
    map.on("mousemove", (event) => this.point(event));
    map.on("mouseout", () => this.leave());
    map.on("movestart", () => this.hideTip());
    map.on("resize", () => this.refit());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (this.view.selected) this.select(null);
      else if (this.panel.dataset.state === "open" && !this.isRoomy()) this.setPanel("closed", true);
    });
    if (window.self !== window.top) this.yieldWheel();
    watchPrint(this);
  }

  /** In a report's frame the wheel scrolls the report until the map is clicked. */
  yieldWheel() {
    this.map.scrollWheelZoom.disable();
    this.map.on("mousedown focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("mouseout blur", () => this.map.scrollWheelZoom.disable());
  }

  /** What is under the pointer: a place, or strands with the nearest first. */
  at(event, reach) {
    const target = event.originalEvent && event.originalEvent.target;
    if (target && target.closest && target.closest(".leaflet-interactive, .leaflet-control, .leaflet-popup")) return null;
    if (!this.frame || this.map._animatingZoom) return null;
    const point = this.map.latLngToLayerPoint(event.latlng).add(this.map.getPixelOrigin());
    const { left, top } = this.frame;
    const node = nodeAt(this.places, point.x - left, point.y - top, reach * 0.7);
    return { node, strands: strandsAt(this.frame, point.x, point.y, reach) };
  }

  click(event) {
    const isTouch = event.originalEvent && event.originalEvent.pointerType === "touch";
    const under = this.at(event, isTouch ? 16 : 7);
    if (!under) return;
    if (under.node) this.select(under.node, { focus: false });
    else if (under.strands.length) this.clickStrand(under.strands[0]);
    else if (this.view.selected) this.select(null, { focus: false });
  }

  clickStrand({ link, corridors }) {
    const isLink = this.model.corridors.length === 1 || isByLink(this.view);
    if (isLink) this.select(link, { focus: false });
    else this.select(corridors[0], { here: link, focus: false });
  }

  point(event) {
    const under = this.at(event, 5);
    const isOver = Boolean(under && (under.node || under.strands.length));
    this.map.getContainer().style.cursor = isOver ? "pointer" : "";
    if (!isOver) {
      this.leave();
      return;
    }
    const [strand] = under.strands;
    const isCorridor = strand && !under.node && !isByLink(this.view) && this.model.corridors.length > 1;
    if (!this.view.selected) this.hover(isCorridor ? strand.corridors[0] : null);
    this.showTip(event.containerPoint, under);
  }

  leave() {
    this.hover(null);
    this.hideTip();
  }

  showTip(point, { node, strands }) {
    const link = strands.length ? strands[0].link : null;
    const corridors = node || !link ? [] : shownCorridors(this.view, link);
    const rows = this.model.corridors.length > 1
      ? corridors.map((corridor) => el("div", null,
        swatch({ colour: isByLink(this.view) ? "#4A545B" : corridor.colour, label: String(corridor.number) }), corridor.name)) : [];
    const kind = node ? this.model.words[`kind.${node.place}`] : "";
    const stroke = strokeOf(this.view, node || link);
    const said = stroke ? stroke.lines.slice(0, 3).map(({ term, text }) => el("div", null, `${term}: ${text}`)) : [];
    this.tip.replaceChildren(el("b", null, node ? node.name : link.name), kind ? el("div", { class: "kind" }, kind) : "", ...said, ...rows);
    this.tip.hidden = false;
    const size = this.map.getSize();
    const width = this.tip.offsetWidth;
    const height = this.tip.offsetHeight;
    this.tip.style.left = `${Math.max(4, Math.min(size.x - width - 4, point.x + 14))}px`;
    this.tip.style.top = `${point.y + 18 + height > size.y ? point.y - height - 10 : point.y + 18}px`;
  }

  hideTip() {
    this.tip.hidden = true;
  }
}
