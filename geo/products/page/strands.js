// Corridors as strands: side by side where they share a link, in pixels of one zoom.

const GAP_PIXELS = 1.1;
const CASING_PIXELS = 1.4;

/** Lay out all strands for a zoom. Each knows its link, its corridors, its points in world pixels, and its width. */
function layStrands(model, view, zoom) {
  const scale = TILE_SIZE * 2 ** zoom;
  const factor = Math.max(0.85, Math.min(1.3, 0.98 + (zoom - 4) * 0.08));
  const bundles = new Map();
  for (const link of model.links) {
    const shown = shownCorridors(view, link);
    if (shown.length) bundles.set(link, layBundle(link, shown, view, factor, model.data.style.widths, scale));
  }
  return isByLink(view) ? singleStrands(bundles) : corridorStrands(model, bundles);
}

function layBundle(link, shown, view, factor, classes, scale) {
  const groups = isByLink(view) ? [shown] : shown.map((corridor) => [corridor]);
  const widths = groups.map((group) => factor * (view.overlay ? overlayWidth(view, link, classes)
    : Math.max(...group.map((corridor) => classWidth(widthMt(link, corridor), classes)))));
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP_PIXELS * (groups.length - 1);
  let from = -total / 2;
  const slots = new Map();
  groups.forEach((group, i) => {
    slots.set(group[0], { corridors: group, width: widths[i], offset: from + widths[i] / 2 });
    from += widths[i] + GAP_PIXELS;
  });
  // A wide bundle cannot follow every bend: shifted lines would cross themselves
  return { link, slots, total, points: thinned(link.world, scale, 0.4 + 0.12 * total) };
}

function singleStrands(bundles) {
  return [...bundles.values()].map(({ link, slots, points, total }) => {
    const [slot] = slots.values();
    return { link, points, width: slot.width, corridors: slot.corridors, total };
  });
}

function corridorStrands(model, bundles) {
  const strands = [];
  for (const corridor of model.corridors) {
    const drawn = new Set();
    for (const route of corridor.routes) {
      for (const chain of chains(route, corridor, model.links, bundles)) {
        const lines = shifted(chain);
        chain.forEach(({ bundle, slot }, i) => {
          if (drawn.has(bundle.link)) return;
          drawn.add(bundle.link);
          const { link, total } = bundle;
          strands.push({ link, points: lines[i], width: slot.width, corridors: slot.corridors, total });
        });
      }
    }
  }
  return strands;
}

/** Split a route into the runs of links that are shown, each with its points in the direction of travel. */
function chains(route, corridor, links, bundles) {
  const found = [[]];
  for (const place of route) {
    const link = links[Math.abs(place) - 1];
    const bundle = bundles.get(link);
    const slot = bundle && bundle.slots.get(corridor);
    if (!slot) {
      found.push([]);
      continue;
    }
    const isForward = place > 0;
    const points = isForward ? bundle.points : bundle.points.slice().reverse();
    const offset = slot.offset * link.side * (isForward ? 1 : -1);
    found[found.length - 1].push({ bundle, slot, points, offset });
  }
  return found.filter((chain) => chain.length);
}

/** The dash of a strand in multiples of its width. */
function dashOf(link, style, view) {
  const [, modeDash] = style.modes[link.mode];
  // A scenario may have opened what is planned: where goods pass the line is whole
  return modeDash.length || (strokeOf(view, link) || {}).mt ? modeDash : style.statuses[link.status];
}

function colourOf(strand, view, style) {
  if (view.overlay) return lookOf(view, strand.link).colour;
  return view.colourBy === "mode" ? style.modes[strand.link.mode][0] : strand.corridors[0].colour;
}

/** Draw strands link by link, so that a crossing line cuts those below it by its casing. */
function paintStrands(context, frame, model, view) {
  const { style } = model.data;
  const groups = new Map();
  for (const strand of frame.strands) {
    if (!touches(frame, strand.link.box)) continue;
    if (!groups.has(strand.link)) groups.set(strand.link, []);
    groups.get(strand.link).push(strand);
  }
  const order = [...groups.values()].sort((a, b) => standing(a, view) - standing(b, view));
  for (const group of order) {
    const lit = group.filter((strand) => isInFocus(view, strand.link, strandCorridor(strand, view)));
    const dim = group.filter((strand) => !lit.includes(strand));
    for (const [strands, alpha] of [[dim, 0.22], [lit, 1]]) {
      for (const strand of strands) paintCasing(context, frame, strand, style, alpha);
      for (const strand of strands) paintLine(context, frame, strand, view, style, alpha);
      if (view.overlay && alpha === 1 && lookOf(view, group[0].link).ticks) for (const strand of strands) paintTicks(context, frame, strand, style.ink);
    }
  }
}

function strandCorridor(strand, view) {
  return isByLink(view) ? null : strand.corridors[0];
}

function standing(group, view) {
  const [{ link }] = group;
  const isLit = group.some((strand) => isInFocus(view, link, strandCorridor(strand, view)));
  const rank = view.overlay && !lookOf(view, link).faint ? 20 : 0;
  return rank + (isLit ? 10 : 0) + (link.status === "operating" ? 2 : 0) + (link.mode === "sea" ? 0 : 1);
}

function trace(context, frame, points) {
  context.beginPath();
  points.forEach(([x, y], i) => {
    if (i) context.lineTo(x - frame.left, y - frame.top);
    else context.moveTo(x - frame.left, y - frame.top);
  });
}

function paintCasing(context, frame, strand, style, alpha) {
  trace(context, frame, strand.points);
  context.globalAlpha = alpha * 0.92;
  context.setLineDash([]);
  context.lineCap = "butt";
  context.lineJoin = "round";
  context.lineWidth = strand.width + 2 * CASING_PIXELS;
  context.strokeStyle = style.casing;
  // A casing under dots and dashes would read as a line of its own on the water
  if (strand.link.mode !== "sea") context.stroke();
  context.globalAlpha = 1;
}

function paintLine(context, frame, strand, view, style, alpha) {
  const { link, width } = strand;
  const dash = dashOf(link, style, view);
  const isDotted = dash.length > 0 && dash[0] < 1;
  const stroke = isDotted ? Math.max(2.2, width) : width;
  trace(context, frame, strand.points);
  const isFaint = view.overlay ? lookOf(view, link).faint : link.quality === "schematic" && !isDotted;
  context.globalAlpha = alpha * (isFaint ? style.faint : 1);
  context.setLineDash(dash.map((length) => Math.max(isDotted ? 0.1 : 2, length * stroke)));
  context.lineCap = dash.length && !isDotted ? "butt" : "round";
  context.lineJoin = "round";
  context.lineWidth = stroke;
  context.strokeStyle = colourOf(strand, view, style);
  context.stroke();
  context.setLineDash([]);
  if (link.mode === "road" && width >= 2.9) paintCore(context, width * 0.3, [], style);
  if (link.mode === "pipeline" && width >= 2.9) paintCore(context, width * 0.42, [0.1, width * 3.2], style);
  context.globalAlpha = 1;
}

/** A light line or dots inside a road or a pipeline: the mode is said without colour too. */
function paintCore(context, width, dash, style) {
  context.lineCap = "round";
  context.lineWidth = width;
  context.setLineDash(dash);
  context.strokeStyle = style.casing;
  context.stroke();
  context.setLineDash([]);
}

/** Tell whether a box of the world's square is in the frame. */
function touches(frame, box) {
  const { scale } = frame;
  return (
    box[2] * scale > frame.left - 20 && box[0] * scale < frame.left + frame.width + 20 &&
    box[3] * scale > frame.top - 20 && box[1] * scale < frame.top + frame.height + 20
  );
}

/** The strands within reach of a point in world pixels, nearest first. */
function strandsAt(frame, x, y, reach) {
  const found = [];
  for (const strand of frame.strands) {
    const limit = (reach + strand.width / 2) ** 2;
    let nearest = Infinity;
    const { points } = strand;
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1], points[i]];
      nearest = Math.min(nearest, squareToSegment(x, y, a[0], a[1], b[0], b[1]));
    }
    if (nearest <= limit) found.push({ strand, gap: nearest });
  }
  return found.sort((a, b) => a.gap - b.gap).map(({ strand }) => strand);
}
