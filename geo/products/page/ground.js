// The quiet ground: water, land, lakes, hair-thin borders.

function readGround(data) {
  const factor = data.steps[1];
  const read = (text) => {
    const world = toWorld(decodeLine(text, factor));
    return { world, box: boxOf(world) };
  };
  const land = data.base.land.map((rings) => rings.map(read));
  const edge = [Infinity, Infinity, -Infinity, -Infinity];
  for (const rings of land) for (const ring of rings) boxOf(ring.box, edge);
  return {
    edge,
    land,
    lakes: data.base.lakes.map((rings) => rings.map(read)),
    borders: Object.entries(data.base.borders).flatMap(([kind, lines]) => lines.map((line) => ({ kind, ...read(line) }))),
  };
}

function paintGround(context, frame, ground, style) {
  context.lineJoin = "round";
  fillPolygons(context, frame, ground.land, style.land);
  fillPolygons(context, frame, ground.lakes, style.water);
  for (const border of ground.borders) {
    if (!touches(frame, border.box)) continue;
    context.beginPath();
    traceWorld(context, frame, border.world);
    context.setLineDash(style.borders[border.kind] || []);
    context.lineWidth = 0.9;
    context.strokeStyle = style.border;
    context.stroke();
  }
  context.setLineDash([]);
  paintEdge(context, frame, ground.edge, style.water);
}

const EDGE_SHARE = 0.07;

/** Let the ground fade out where it was clipped. */
function paintEdge(context, frame, edge, colour) {
  const { scale, left, top, width, height } = frame;
  if (edge[0] > edge[2]) return;
  const [west, north, east, south] = [edge[0] * scale - left, edge[1] * scale - top, edge[2] * scale - left, edge[3] * scale - top];
  const reach = EDGE_SHARE * Math.min(east - west, south - north);
  const sides = [
    [west, 0, west + reach, 0, west < 0 ? null : [0, 0, west + reach, height]],
    [east, 0, east - reach, 0, east > width ? null : [east - reach, 0, width, height]],
    [0, north, 0, north + reach, north < 0 ? null : [0, 0, width, north + reach]],
    [0, south, 0, south - reach, south > height ? null : [0, south - reach, width, height]],
  ];
  for (const [x0, y0, x1, y1, box] of sides) {
    if (!box) continue;
    const fade = context.createLinearGradient(x0, y0, x1, y1);
    fade.addColorStop(0, colour);
    fade.addColorStop(1, `${colour}00`);
    context.fillStyle = fade;
    context.fillRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
  }
}

function fillPolygons(context, frame, polygons, colour) {
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = 0.7;
  for (const rings of polygons) {
    if (!rings.length || !touches(frame, rings[0].box)) continue;
    context.beginPath();
    for (const ring of rings) traceWorld(context, frame, ring.world);
    context.fill("evenodd");
    context.stroke(); // closes the hair between pieces that were cut apart
  }
}

/** Trace a line without the vertices that fall on the same half pixel. */
function traceWorld(context, frame, world) {
  const { scale, left, top } = frame;
  let lastX = Infinity;
  let lastY = Infinity;
  for (let i = 0; i < world.length; i += 2) {
    const x = world[i] * scale - left;
    const y = world[i + 1] * scale - top;
    if (i === 0) context.moveTo(x, y);
    else if (i + 2 < world.length && Math.abs(x - lastX) < 0.5 && Math.abs(y - lastY) < 0.5) continue;
    else context.lineTo(x, y);
    lastX = x;
    lastY = y;
  }
}
