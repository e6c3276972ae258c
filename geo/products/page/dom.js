// Elements from data: text only ever becomes text.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element. Attributes that are null or false are left out; children are elements or texts. */
function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Put values into a text of the catalogue: "{count} links". */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function kilometres(km, w) {
  const text = Math.round(km).toString();
  return `${text.length > 4 ? text.replace(/\B(?=(\d{3})+$)/g, w.thousands) : text}\u00a0${w.km}`;
}

/** A sample of a line for legend and cards. */
function swatch({ colour, width = 4, dash = [], faint = 1, core = "", label = "" }) {
  const isDotted = dash.length > 0 && dash[0] < 1;
  const stroke = {
    x1: 3, x2: 31, y1: 7, y2: 7, stroke: colour, "stroke-width": width, opacity: faint,
    "stroke-linecap": isDotted ? "round" : "butt",
    "stroke-dasharray": dash.length ? dash.map((part) => Math.max(isDotted ? 0.1 : 2, part * width)).join(" ") : null,
  };
  const parts = [svg("line", stroke)];
  if (core === "line") parts.push(svg("line", { ...stroke, stroke: "#fff", "stroke-width": width * 0.3 }));
  if (core === "dots") {
    const dots = { stroke: "#fff", "stroke-width": width * 0.42, "stroke-linecap": "round" };
    parts.push(svg("line", { ...stroke, ...dots, "stroke-dasharray": `0.1 ${width * 1.6}` }));
  }
  if (label) {
    parts.push(
      svg("circle", { cx: 17, cy: 7, r: 6.6, fill: colour, stroke: "#fff", "stroke-width": 1 }),
      svg("text", { x: 17, y: 10, "text-anchor": "middle", "font-size": label.length > 1 ? 7.6 : 8.6,
        "font-weight": 700, fill: readableOn(colour) }, label),
    );
  }
  return svg("svg", { class: "swatch", viewBox: "0 0 34 14", width: 34, height: 14, "aria-hidden": "true" }, ...parts);
}

const CORES = { road: "line", pipeline: "dots" };
