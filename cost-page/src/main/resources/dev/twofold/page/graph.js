/* The graph as boxes and edges, laid out by Dagre. Blocks too deep to be shown are one box. */
Twofold.graph = (index, report) => {
  const calls = Twofold.calls(report.tree);
  const deepest = Math.max(0, ...calls.map(call => call.around.length));
  const box = document.getElementById("graph" + index);
  const select = document.getElementById("level" + index);
  const most = 70, drawable = 1500;

  /* The box of each call when blocks at `level` are closed. A block that is left and entered again has several. */
  const boxes = level => {
    const nodes = new Map();
    const ofCall = [];
    calls.forEach((call, i) => {
      const closed = call.around.length >= level + 1 ? call.around[level] : null;
      const entry = closed || call.entry;
      const id = closed ? "b" + Twofold.stretch(calls, i, level) : "c" + i;
      if (!nodes.has(id)) nodes.set(id, { entry, calls: 0 });
      nodes.get(id).calls++;
      ofCall.push(id);
    });
    return { nodes, ofCall };
  };

  const levels = [];
  for (let level = 0; level <= deepest; level++) levels.push(boxes(level).nodes.size);
  levels.forEach((size, level) => {
    const name = level === deepest ? "all " + size + " layers" : size + " blocks and layers, depth " + (level + 1);
    select.add(new Option(name, level));
    select.options[level].disabled = size > drawable;
  });
  let start = levels.length - 1;
  while (start > 0 && levels[start] > most) start--;
  select.value = start;

  const state = { scale: 1, width: 0, height: 0, svg: null };
  const zoom = () => {
    state.svg.setAttribute("width", state.width * state.scale);
    state.svg.setAttribute("height", state.height * state.scale);
  };
  const draw = () => {
    const { nodes, ofCall } = boxes(Number(select.value));
    const layout = new dagre.graphlib.Graph();
    layout.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 28, marginx: 16, marginy: 16 });
    layout.setDefaultEdgeLabel(() => ({}));
    const add = (id, lines, title, share) => layout.setNode(id, {
      lines, title, share, width: 24 + 8 * Math.max(...lines.map(line => line.length)), height: 14 + 18 * lines.length });
    report.inputs.forEach((name, i) => add("in" + i, [name], "input", 0));
    nodes.forEach(({ entry, calls: size }, id) => {
      const share = report.multAdds > 0 ? entry.multAdds / report.multAdds : 0;
      const lines = [entry.path + (size > 1 ? " (" + size + " layers)" : ""), entry.type + " " + entry.shape];
      if (!entry.complete) lines.push("mult-adds " + Twofold.multAdds(entry));
      else if (entry.multAdds > 0) lines.push(Twofold.short(entry.multAdds) + " mult-adds, " + Twofold.percent(entry.multAdds, report.multAdds));
      const title = [entry.path, entry.type, "output " + entry.shape, Twofold.number(entry.params) + " params",
        Twofold.multAdds(entry) + " mult-adds", Twofold.number(entry.movedBytes) + " bytes moved"].join("\n");
      add(id, lines, title, share);
    });
    report.outputs.forEach((name, i) => add("out" + i, [name], "output", 0));
    const end = id => /^\d+$/.test(id) ? ofCall[Number(id)] : id;
    for (const [from, to, shape] of report.edges) {
      if (from !== "" && end(from) !== end(to)) layout.setEdge(end(from), end(to), { shape });
    }
    dagre.layout(layout);
    state.width = layout.graph().width;
    state.height = layout.graph().height;
    state.svg = Twofold.svg(layout);
    box.replaceChildren(state.svg);
    state.scale = 1;
    zoom();
    box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
    Twofold.graphs[index] = { nodes: layout.nodeCount(), edges: layout.edgeCount() };
  };
  select.addEventListener("change", draw);
  document.querySelectorAll(`button[data-graph="${index}"]`).forEach(button => button.addEventListener("click", () => {
    const factor = Number(button.dataset.zoom);
    state.scale = factor > 0 ? state.scale * factor
      : Math.min(1, (box.clientWidth - 8) / state.width, 750 / state.height);
    zoom();
  }));
  if (levels[start] <= drawable) draw(); else box.textContent = levels[start] + " boxes are too many to be drawn.";
};

/* Which stretch of calls in one block the call at `position` belongs to: the first call of it. */
Twofold.stretch = (calls, position, level) => {
  let first = position;
  while (first > 0 && calls[first - 1].around[level] === calls[position].around[level]) first--;
  return first;
};

Twofold.svg = layout => {
  const make = (name, attributes, parent) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    if (parent) parent.append(element);
    return element;
  };
  const { width, height } = layout.graph();
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
  const arrow = make("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, make("defs", {}, svg));
  make("path", { d: "M0 0 L8 4 L0 8 z", fill: "#7d8ea0" }, arrow);
  layout.edges().forEach(id => {
    const edge = layout.edge(id);
    const path = edge.points.map((point, i) => (i ? "L" : "M") + point.x.toFixed(1) + " " + point.y.toFixed(1)).join(" ");
    make("title", {}, make("path", { class: "edge", d: path, "marker-end": "url(#arrow)" }, svg)).textContent = edge.shape;
  });
  layout.nodes().forEach(id => {
    const node = layout.node(id);
    const strength = Math.min(1, Math.sqrt(node.share) * 1.4);
    const group = make("g", { class: "node" + (strength > 0.62 ? " dark" : "") }, svg);
    const mix = (from, to) => Math.round(from + (to - from) * strength);
    make("title", {}, group).textContent = node.title;
    make("rect", { x: node.x - node.width / 2, y: node.y - node.height / 2, width: node.width, height: node.height,
      fill: `rgb(${mix(246, 22)}, ${mix(249, 84)}, ${mix(252, 140)})` }, group);
    node.lines.forEach((line, i) => {
      const y = node.y + 18 * (i - (node.lines.length - 1) / 2) + 4.5;
      make("text", { x: node.x, y, class: i === 0 ? "name" : "more-lines" }, group).textContent = line;
    });
  });
  return svg;
};
