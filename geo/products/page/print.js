// On paper: the picture drawn anew at the width of a page, for a screen's canvas is too coarse.

const PAGE = { width: 1120, height: 470, density: 2 };

function watchPrint(app) {
  const media = window.matchMedia("print");
  const draw = () => drawPicture(app);
  window.addEventListener("beforeprint", draw);
  media.addEventListener("change", (event) => event.matches && draw());
}

function drawPicture(app) {
  const canvas = app.stage.querySelector(".picture") || el("canvas", { class: "picture", "aria-hidden": "true" });
  canvas.width = PAGE.width * PAGE.density;
  canvas.height = PAGE.height * PAGE.density;
  const context = canvas.getContext("2d");
  context.setTransform(PAGE.density, 0, 0, PAGE.density, 0, 0);
  const { style } = app.model.data;
  context.fillStyle = style.water;
  // Chromium prints a canvas as shapes, with the edges of a rectangle not quite where they are drawn
  context.fillRect(-PAGE.width, -PAGE.height, 3 * PAGE.width, 3 * PAGE.height);
  const frame = pageFrame(app.shownLinks());
  frame.strands = layStrands(app.model, app.view, frame.zoom);
  paintGround(context, frame, app.ground, style);
  paintStrands(context, frame, app.model, app.view);
  paintNames(context, frame, app.model, app.view);
  app.stage.prepend(canvas);
}

function pageFrame(links) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const link of links) boxOf(link.world, box);
  const margin = 26;
  const scale = Math.min(
    (PAGE.width - 2 * margin) / Math.max(1e-6, box[2] - box[0]),
    (PAGE.height - 2 * margin) / Math.max(1e-6, box[3] - box[1]),
    TILE_SIZE * 2 ** 8,
  );
  return {
    zoom: Math.log2(scale / TILE_SIZE), scale, width: PAGE.width, height: PAGE.height,
    left: ((box[0] + box[2]) / 2) * scale - PAGE.width / 2, top: ((box[1] + box[3]) / 2) * scale - PAGE.height / 2,
    inner: [4, 4, PAGE.width - 4, PAGE.height - 4], obstacles: [],
  };
}
