// Search by name in all languages, diacritics ignored.

const MOST_RESULTS = 10;

function plain(text, folds) {
  const folded = text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return folded.replace(/[^\p{L}\p{N}]+/gu, " ").replace(/./gu, (letter) => folds[letter] || letter).trim();
}

function searchIndex(model) {
  const targets = [...model.corridors, ...model.sections, ...model.nodes];
  return targets.map((target) => ({ target, plain: target.names.map((name) => plain(name, model.data.folds)) }));
}

function found(index, text, folds) {
  const query = plain(text, folds);
  if (!query) return [];
  const hits = [];
  for (const { target, plain: names } of index) {
    let best = Infinity;
    let at = -1;
    names.forEach((name, i) => {
      const place = ` ${name}`.indexOf(` ${query}`);
      const score = name === query ? 0 : place === 0 ? 1 : place > 0 ? 2 : name.includes(query) ? 3 : Infinity;
      if (score < best) [best, at] = [score, i];
    });
    if (best < Infinity) hits.push({ target, score: best * 10 + weightOf(target), name: target.names[at] });
  }
  return hits.sort((a, b) => a.score - b.score).slice(0, MOST_RESULTS);
}

function weightOf(target) {
  return target.kind === "corridor" ? 0 : target.kind === "section" ? 1 : 1 + target.rank;
}

/** A combobox: arrows choose, Enter opens, Esc empties. */
function buildSearch(app) {
  const w = app.model.words;
  let index = null; // not made before it is asked for: the map is there sooner
  const list = el("ul", { class: "results", id: "atlas-results", role: "listbox", "aria-label": w.results, hidden: true });
  const input = el("input", {
    type: "search", placeholder: w.search, "aria-label": w.search, role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": "atlas-results", "aria-autocomplete": "list",
  });
  const count = el("p", { class: "unseen", role: "status" });
  const state = { hits: [], current: -1 };
  const show = () => {
    list.replaceChildren(...state.hits.map((hit, i) => resultRow(app, hit, i, state.current, (target) => choose(target))));
    list.hidden = !input.value.trim();
    if (!state.hits.length && !list.hidden) list.append(el("li", { class: "nothing" }, w.nothing_found));
    input.setAttribute("aria-expanded", String(!list.hidden));
    const active = state.current >= 0 ? `atlas-result-${state.current}` : null;
    if (active) input.setAttribute("aria-activedescendant", active);
    else input.removeAttribute("aria-activedescendant");
    count.textContent = list.hidden ? "" : filled(w.found, { count: state.hits.length });
  };
  const choose = (target) => {
    input.value = "";
    Object.assign(state, { hits: [], current: -1 });
    show();
    app.select(target, { fly: true, focus: true });
  };
  input.addEventListener("input", () => {
    index = index || searchIndex(app.model);
    Object.assign(state, { hits: found(index, input.value, app.model.data.folds), current: -1 });
    show();
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && state.hits.length) {
      state.current = (state.current + step + state.hits.length) % state.hits.length;
      show();
      event.preventDefault();
    } else if (event.key === "Enter" && state.hits.length) {
      choose(state.hits[Math.max(0, state.current)].target);
      event.preventDefault();
    } else if (event.key === "Escape" && input.value) {
      input.value = "";
      state.hits = [];
      show();
      event.stopPropagation();
    }
  });
  return el("div", { class: "search", role: "search" }, input, list, count);
}

function resultRow(app, { target, name }, i, current, choose) {
  const w = app.model.words;
  const kind = target.kind === "node" ? `${w[`kind.${target.place}`]}, ${target.country}` : w[`level.${target.kind}`];
  return el("li", { id: `atlas-result-${i}`, role: "option", "aria-selected": String(i === current),
    onmousedown: (event) => event.preventDefault(), onclick: () => choose(target) },
    el("span", null, target.name, name === target.name ? "" : ` (${name})`), el("span", { class: "kind" }, kind));
}
