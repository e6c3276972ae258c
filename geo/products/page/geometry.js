// Lines: decoded, projected to the web's Mercator square, thinned, and shifted sideways.

const TILE_SIZE = 256;

/** Read a delta-encoded line (longitude first) as flat degrees. */
function decodeLine(text, factor) {
  const degrees = [];
  const total = [0, 0];
  let at = 0;
  for (let axis = 0; at < text.length; axis ^= 1) {
    let value = 0;
    let shift = 0;
    let chunk;
    do {
      chunk = text.charCodeAt(at++) - 63;
      value |= (chunk & 31) << shift;
      shift += 5;
    } while (chunk >= 32);
    total[axis] += value & 1 ? ~(value >> 1) : value >> 1;
    degrees.push(total[axis] / factor);
  }
  return degrees;
}

/** Project flat degrees to the square from 0 to 1, as Leaflet's EPSG:3857 does. */
function toWorld(degrees) {
  const world = new Float64Array(degrees.length);
  for (let i = 0; i < degrees.length; i += 2) {
    const latitude = Math.max(-85, Math.min(85, degrees[i + 1])) * (Math.PI / 180);
    world[i] = (degrees[i] + 180) / 360;
    world[i + 1] = 0.5 - Math.log(Math.tan(Math.PI / 4 + latitude / 2)) / (2 * Math.PI);
  }
  return world;
}

function toLatLng(x, y) {
  return [(Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI, x * 360 - 180];
}

/** West, north, east, south of flat coordinates. */
function boxOf(flat, box = [Infinity, Infinity, -Infinity, -Infinity]) {
  for (let i = 0; i < flat.length; i += 2) {
    box[0] = Math.min(box[0], flat[i]);
    box[1] = Math.min(box[1], flat[i + 1]);
    box[2] = Math.max(box[2], flat[i]);
    box[3] = Math.max(box[3], flat[i + 1]);
  }
  return box;
}

/** Scale a line to pixels and drop what lies within `tolerance` of the rest (Douglas and Peucker). */
function thinned(world, scale, tolerance) {
  const count = world.length / 2;
  const keep = new Uint8Array(count);
  keep[0] = keep[count - 1] = 1;
  const limit = (tolerance / scale) ** 2;
  const open = [[0, count - 1]];
  while (open.length) {
    const [first, last] = open.pop();
    let farthest = 0;
    let split = 0;
    for (let i = first + 1; i < last; i++) {
      const gap = squareToSegment(
        world[2 * i], world[2 * i + 1],
        world[2 * first], world[2 * first + 1], world[2 * last], world[2 * last + 1],
      );
      if (gap > farthest) [farthest, split] = [gap, i];
    }
    if (farthest > limit) {
      keep[split] = 1;
      open.push([first, split], [split, last]);
    }
  }
  const points = [];
  for (let i = 0; i < count; i++) {
    if (keep[i]) points.push([world[2 * i] * scale, world[2 * i + 1] * scale]);
  }
  return points;
}

/** The square of the distance from a point to a segment. */
function squareToSegment(x, y, ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
}

/**
 * Shift a chain of lines sideways, each by its own distance (to the right of travel), with soft steps between them.
 * Returns one line a piece; neighbours share their end.
 */
function shifted(pieces) {
  const line = chained(pieces);
  const moved = line.points.map((point, i) => {
    const before = line.points[i - 1] || point;
    const after = line.points[i + 1] || point;
    const [nx, ny, stretch] = normalAt(before, point, after);
    const by = line.offsets[i] * stretch;
    return [point[0] + nx * by, point[1] + ny * by];
  });
  return pieces.map((_, i) => moved.slice(line.starts[i], line.starts[i + 1] + 1));
}

const STEP_PIXELS = 16;

/** Join pieces end to end, with vertices where the distance from the middle begins and ends to change. */
function chained(pieces) {
  const points = [];
  const offsets = [];
  const starts = [];
  pieces.forEach((piece, i) => {
    const before = i ? (pieces[i - 1].offset + piece.offset) / 2 : piece.offset;
    const after = i + 1 < pieces.length ? (pieces[i + 1].offset + piece.offset) / 2 : piece.offset;
    starts.push(Math.max(0, points.length - 1));
    let inner = piece.points;
    if (before !== piece.offset) inner = withVertex(inner, STEP_PIXELS);
    if (after !== piece.offset) inner = withVertex(inner.slice().reverse(), STEP_PIXELS).reverse();
    inner.forEach((point, k) => {
      if (k === 0 && i > 0) return;
      points.push(point);
      offsets.push(k === 0 ? before : k === inner.length - 1 ? after : piece.offset);
    });
  });
  starts.push(points.length - 1);
  return { points, offsets, starts };
}

/** Add a vertex at a distance from the start, at most two fifths along. */
function withVertex(points, distance) {
  let length = 0;
  for (let i = 1; i < points.length; i++) length += gapBetween(points[i - 1], points[i]);
  let rest = Math.min(distance, 0.4 * length);
  for (let i = 1; i < points.length; i++) {
    const gap = gapBetween(points[i - 1], points[i]);
    if (gap > rest && gap > 0) {
      const t = rest / gap;
      const [a, b] = [points[i - 1], points[i]];
      const vertex = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
      return [...points.slice(0, i), vertex, ...points.slice(i)];
    }
    rest -= gap;
  }
  return points;
}

function gapBetween(a, b) {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** The direction to the right of travel at a vertex, and how much farther a mitred corner reaches. */
function normalAt(before, point, after) {
  const [ax, ay] = unit(before, point);
  const [bx, by] = unit(point, after);
  const first = ax || ay ? [ax, ay] : [bx, by];
  const second = bx || by ? [bx, by] : first;
  const sum = [first[0] + second[0], first[1] + second[1]];
  const size = Math.hypot(...sum);
  if (size < 0.3) return [-first[1], first[0], 1]; // the line turns back on itself
  const [dx, dy] = [sum[0] / size, sum[1] / size];
  return [-dy, dx, Math.min(1.5, 2 / size)];
}

function unit(a, b) {
  const size = gapBetween(a, b);
  return size ? [(b[0] - a[0]) / size, (b[1] - a[1]) / size] : [0, 0];
}
