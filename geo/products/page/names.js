// Places, corridor numbers and names over the lines; no two names overlap.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
const NODE_ZOOM = [0, 0, 4.6, 6.2, 7.6];
const RADIUS = [0, 4, 3.3, 2.6, 2.1];
const SIZE = [0, 13, 12, 11.5, 11];
const WEIGHT = [0, 600, 500, 400, 400];
const CELL = 8;
const BADGE_RADIUS = 8;
const BADGES_IN_VIEW = 4;

/** Signs shrink where the whole of a continent stands on a phone. */
function signRadius(node, frame) {
  return RADIUS[node.rank] * Math.max(0.62, Math.min(1, 0.62 + (frame.zoom - 2.4) * 0.4));
}

/** The places to mark at a zoom, the most important first. */
function shownNodes(model, view, frame) {
  const shift = view.selected ? 0.8 : 0;
  const { scale } = frame;
  const found = [];
  for (const node of model.nodes) {
    if (frame.zoom + shift < NODE_ZOOM[node.rank] && view.selected !== node) continue;
    const x = node.x * scale - frame.left;
    const y = node.y * scale - frame.top;
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
    const shown = node.links.filter((link) => shownCorridors(view, link).length);
    if (!shown.length) continue;
    const isLit = shown.some((link) => isInFocus(view, link, null));
    if (view.selected && !isLit && node.rank > 1) continue;
    const { label } = strokeOf(view, node) || {};
    found.push({ node, x, y, isLit, radius: signRadius(node, frame), text: label ? `${node.name}: ${label}` : node.name });
  }
  const weight = ({ node, isLit }) => (node === view.selected ? -9 : 0) + (isLit ? 0 : 5) + node.rank;
  return found.sort((a, b) => weight(a) - weight(b) || b.node.links.length - a.node.links.length);
}

/** Draw places, numbers and names; returns the places marked, and the names with the boxes they take. */
function paintNames(context, frame, model, view) {
  const style = model.data.style;
  const taken = newTaken(frame);
  for (const strand of frame.strands) rasterize(taken, frame, strand);
  const places = shownNodes(model, view, frame);
  for (const place of places.slice().reverse()) paintNode(context, place, style, view);
  for (const { node, x, y, radius } of places) if (node.rank <= 2) taken.boxes.push(boxAround(x, y, radius + 1));
  const badges = new Map();
  const hasBadges = model.corridors.length > 1 && !view.overlay;
  if (hasBadges) placeBadges(frame, model, view, taken, badges, 1);
  const first = places.filter(({ node }) => node.rank === 1 || node === view.selected);
  for (const place of first) paintLabel(context, place, taken, style);
  paintOverlayLabels(context, frame, model, view, taken);
  if (hasBadges) placeBadges(frame, model, view, taken, badges, BADGES_IN_VIEW);
  for (const [corridor, spots] of badges) for (const [x, y] of spots) paintBadge(context, x, y, corridor, view);
  for (const place of places) if (!first.includes(place)) paintLabel(context, place, taken, style);
  return { places, labels: taken.labels, badges };
}

function newTaken(frame) {
  const columns = Math.ceil(frame.width / CELL);
  const rows = Math.ceil(frame.height / CELL);
  return { columns, rows, cells: new Uint8Array(columns * rows), boxes: frame.obstacles.slice(), inner: frame.inner, labels: [] };
}

/** Mark the cells that a strand passes: names avoid them where they can. */
function rasterize(taken, frame, strand) {
  for (let i = 1; i < strand.points.length; i++) {
    const [a, b] = [strand.points[i - 1], strand.points[i]];
    const steps = Math.min(2000, Math.ceil(gapBetween(a, b) / (CELL * 0.7)));
    for (let k = 0; k <= steps; k++) {
      const t = steps ? k / steps : 0;
      const column = Math.floor((a[0] + t * (b[0] - a[0]) - frame.left) / CELL);
      const row = Math.floor((a[1] + t * (b[1] - a[1]) - frame.top) / CELL);
      if (column >= 0 && row >= 0 && column < taken.columns && row < taken.rows) {
        taken.cells[row * taken.columns + column] = 1;
      }
    }
  }
}

function paintNode(context, { node, x, y, isLit, radius: usual }, style, view) {
  const radius = usual + (node === view.selected ? 2.5 : 0);
  context.globalAlpha = isLit ? 1 : 0.45;
  context.lineWidth = node.rank <= 2 ? 1.6 : 1.1;
  context.strokeStyle = style.ink;
  context.fillStyle = node.place === "port" ? style.ink : style.casing;
  context.beginPath();
  nodeShape(context, node.place, x, y, radius);
  context.fill();
  context.stroke();
  if (node.place === "gauge_change") {
    context.beginPath();
    context.arc(x, y, radius, -Math.PI / 2, Math.PI / 2);
    context.fillStyle = style.ink;
    context.fill();
  }
  if (node.place === "port") {
    context.beginPath();
    context.arc(x, y, radius * 0.36, 0, 2 * Math.PI);
    context.fillStyle = style.casing;
    context.fill();
  }
  context.globalAlpha = 1;
}

function nodeShape(context, place, x, y, radius) {
  if (place === "border_crossing") {
    const reach = radius * 1.25;
    context.moveTo(x, y - reach);
    context.lineTo(x + reach, y);
    context.lineTo(x, y + reach);
    context.lineTo(x - reach, y);
    context.closePath();
  } else if (place === "terminal") {
    context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

function paintLabel(context, { node, x, y, isLit, radius, text }, taken, style) {
  const size = SIZE[node.rank];
  context.font = `${WEIGHT[node.rank]} ${size}px ${FONT}`;
  const width = context.measureText(text).width;
  const gap = radius + 4;
  const spots = [
    [x + gap, y], [x - gap - width, y], [x - width / 2, y - gap - size / 2], [x - width / 2, y + gap + size / 2],
    [x + gap - 2, y - size * 0.8], [x + gap - 2, y + size * 0.8],
    [x - gap + 2 - width, y - size * 0.8], [x - gap + 2 - width, y + size * 0.8],
  ];
  let best = null;
  spots.forEach(([left, middle], i) => {
    const box = [left - 2, middle - size * 0.62, left + width + 2, middle + size * 0.62];
    if (!isFree(taken, box)) return;
    const cost = covered(taken, box) + i * 0.35;
    if (!best || cost < best.cost) best = { cost, box, left, middle };
  });
  // A station's name that could only stand on a line is better left out
  if (!best || (best.cost > 7 && node.rank > 2)) return;
  taken.boxes.push(best.box);
  taken.labels.push({ name: text, box: best.box });
  context.globalAlpha = isLit ? 1 : 0.55;
  haloText(context, text, best.left, best.middle, style.ink);
  context.globalAlpha = 1;
}

function haloText(context, text, x, y, colour) {
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.lineJoin = "round";
  context.lineWidth = 3.2;
  context.strokeStyle = "rgba(255,255,255,0.9)";
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

function isFree(taken, box) {
  const [left, top, right, bottom] = taken.inner;
  const isInside = box[0] >= left && box[1] >= top && box[2] <= right && box[3] <= bottom;
  const isOutside = box[2] < left || box[3] < top || box[0] > right || box[1] > bottom;
  if (!isInside && !isOutside) return false;
  return !taken.boxes.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
}

/** How many cells with lines a box covers. */
function covered(taken, box) {
  let count = 0;
  for (let row = Math.max(0, Math.floor(box[1] / CELL)); row <= Math.min(taken.rows - 1, box[3] / CELL); row++) {
    for (let at = Math.max(0, Math.floor(box[0] / CELL)); at <= Math.min(taken.columns - 1, box[2] / CELL); at++) {
      count += taken.cells[row * taken.columns + at];
    }
  }
  return count;
}

function boxAround(x, y, reach) {
  return [x - reach, y - reach, x + reach, y + reach];
}

/**
 * Find room for each corridor's number on its line, as on a road map: the legend is read without colour too.
 * The shortest choose first, for they have the fewest places to choose from.
 */
function placeBadges(frame, model, view, taken, badges, most) {
  const { selected } = view;
  const shown = selected && selected.kind === "corridor" ? [selected] : model.corridors;
  const room = Math.min(frame.inner[2] - frame.inner[0], frame.inner[3] - frame.inner[1]);
  const lines = shown.map((corridor) => {
    const strands = frame.strands.filter((strand) => strand.corridors.includes(corridor));
    return { corridor, strands, length: strands.reduce((sum, { points }) => sum + lengthOf(points), 0) };
  });
  for (const { corridor, strands } of lines.sort((a, b) => a.length - b.length)) {
    const placed = badges.get(corridor) || [];
    badges.set(corridor, placed);
    for (const [x, y] of alongStrands(strands, frame)) {
      if (placed.length >= most) break;
      const box = boxAround(x, y, BADGE_RADIUS + 2);
      if (placed.some(([px, py]) => Math.hypot(px - x, py - y) < room * 0.33) || !isFree(taken, box)) continue;
      placed.push([x, y]);
      taken.boxes.push(box);
    }
  }
}

function lengthOf(points) {
  return points.reduce((sum, point, i) => sum + (i ? gapBetween(points[i - 1], point) : 0), 0);
}

/** Points on strands where a number may stand: the middles first, then the quarters, links that are not shared before. */
function alongStrands(strands, frame) {
  const found = [];
  for (const share of [0.5, 0.3, 0.7, 0.15, 0.85]) {
    for (const strand of strands.slice().sort((a, b) => a.total - b.total)) {
      const { points } = strand;
      const lengths = points.map((point, i) => (i ? gapBetween(points[i - 1], point) : 0));
      let rest = share * lengthOf(points);
      const at = lengths.findIndex((gap, i) => i > 0 && (rest -= gap) <= 0);
      if (at < 1) continue;
      const t = 1 + rest / lengths[at];
      const [a, b] = [points[at - 1], points[at]];
      found.push([a[0] + t * (b[0] - a[0]) - frame.left, a[1] + t * (b[1] - a[1]) - frame.top]);
    }
  }
  const [left, top, right, bottom] = frame.inner;
  return found.filter(([x, y]) => x > left + 12 && x < right - 12 && y > top + 12 && y < bottom - 12);
}

function paintBadge(context, x, y, corridor, view) {
  const colour = view.colourBy === "mode" ? "#3B444B" : corridor.colour;
  context.beginPath();
  context.arc(x, y, BADGE_RADIUS, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 1.6;
  context.strokeStyle = "#FFFFFF";
  context.stroke();
  context.font = `700 ${corridor.number > 9 ? 9.5 : 10.5}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = readableOn(colour);
  context.fillText(String(corridor.number), x, y + 0.5);
  context.textAlign = "left";
}

/** Black or white, whichever reads better on a colour (WCAG's relative luminance). */
function readableOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return light > 0.19 ? "#1A1A1A" : "#FFFFFF";
}

/** The place under a point of the frame, if there is one. */
function nodeAt(places, x, y, reach) {
  let best = null;
  for (const place of places) {
    const gap = Math.hypot(place.x - x, place.y - y) - place.radius;
    if (gap < reach && (!best || gap < best.gap)) best = { gap, node: place.node };
  }
  return best && best.node;
}
