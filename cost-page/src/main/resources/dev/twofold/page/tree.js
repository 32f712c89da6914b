/* Tables that fold and sort: the layers of a network, and two networks block by block. */
Twofold.bar = (total, read) => cell => {
  const value = read ? read(cell.getRow().getData()) : cell.getValue();
  const box = document.createElement("div");
  box.className = "bar";
  const bar = document.createElement("i");
  bar.style.width = (total > 0 ? 100 * value / total : 0) + "%";
  const label = document.createElement("span");
  const row = cell.getRow().getData();
  label.textContent = cell.getField() === "multAdds" ? Twofold.multAdds(row) : Twofold.number(value);
  if (cell.getField() === "params" && row.shared) label.textContent = "(shared)";
  box.append(bar, label);
  return box;
};

Twofold.number.column = (title, field, formatter, width) =>
  ({ title, field, formatter, sorter: "number", hozAlign: "right", headerHozAlign: "right", width, headerTooltip: true, headerSortStartingDir: "desc" });

/* Builds a table; the page is ready again when it stands. Tabulator's own choice of rows to draw while scrolling takes
   minutes once trees are unfolded, so all open rows are drawn. */
Twofold.table = (id, data, columns) => {
  const flat = data.filter(row => !row._children).length;
  const build = expanded => {
    const old = Twofold.tables[id];
    if (old) old.table.destroy();
    Twofold.pending(1);
    const table = new Tabulator("#" + id, {
      data, columns, dataTree: true, dataTreeStartExpanded: expanded, dataTreeChildIndent: 16,
      layout: "fitColumns", maxHeight: 640, renderVertical: flat > 500 ? "virtual" : "basic", columnDefaults: { resizable: true }
    });
    table.on("tableBuilt", () => Twofold.pending(-1));
    Twofold.tables[id] = { table, build };
  };
  build((row, level) => level === 0 && data.length < 7);
};

Twofold.foldable = entry => entry.children ? { ...entry, _children: entry.children.map(Twofold.foldable) } : { ...entry };

Twofold.tree = (index, report) => {
  const moved = report.tree.reduce((sum, entry) => sum + entry.movedBytes, 0);
  Twofold.table("tree" + index, report.tree.map(Twofold.foldable), [
    { title: "name", field: "name", minWidth: 220, widthGrow: 2, sorter: "alphanum", tooltip: (e, cell) => cell.getRow().getData().path },
    { title: "type", field: "type", minWidth: 150, widthGrow: 1 },
    { title: "output shape", field: "shape", minWidth: 150, headerSort: false },
    Twofold.number.column("params", "params", Twofold.bar(report.params), 150),
    Twofold.number.column("mult-adds", "multAdds", Twofold.bar(report.multAdds), 170),
    Twofold.number.column("bytes moved", "movedBytes", Twofold.bar(moved), 150),
    { title: "sees", field: "sees", width: 110, hozAlign: "right", headerHozAlign: "right", headerSort: false,
      headerTooltip: "rows x columns of the input that an element can depend on" }
  ]);
};

/* The flat list of blocks, each followed by its members, as a tree. */
Twofold.blocks = blocks => {
  const roots = [];
  const open = [];
  for (const block of blocks) {
    const row = { name: block.name, left: block.left, right: block.right,
      leftParams: block.left.params, rightParams: block.right.params,
      leftMultAdds: block.left.multAdds, rightMultAdds: block.right.multAdds,
      params: block.right.params - block.left.params, multAdds: (block.right.multAdds || 0) - (block.left.multAdds || 0) };
    open.length = block.depth - 1;
    const parent = open[block.depth - 2];
    if (parent) (parent._children = parent._children || []).push(row); else roots.push(row);
    open[block.depth - 1] = row;
  }
  return roots;
};

Twofold.comparison = comparison => {
  const side = (which, field) => cell => {
    const data = cell.getRow().getData()[which];
    if (!data.present) return "–";
    const more = field === "multAdds" && data.unknownLayers && data.unknownLayers.length > 0 ? " + ?" : "";
    return data[field] === null ? "unknown" : Twofold.number(data[field]) + more;
  };
  const delta = field => cell => {
    const row = cell.getRow().getData();
    if (!row.left.present || !row.right.present) return "";
    const before = row.left[field], after = row.right[field];
    if (before === null || after === null || before === after) return "";
    const text = document.createElement("span");
    text.className = after > before ? "more" : "less";
    text.textContent = (after > before ? "+" : "−") + Twofold.number(Math.abs(after - before))
      + (before > 0 ? " (" + (after > before ? "+" : "−") + Math.abs(100 * (after - before) / before).toFixed(1) + " %)" : "");
    return text;
  };
  const [left, right] = Twofold.data.reports.map(report => report.name);
  const total = { name: "total", left: { present: true, ...comparison.left }, right: { present: true, ...comparison.right } };
  total.leftParams = total.left.params; total.rightParams = total.right.params;
  total.leftMultAdds = total.left.multAdds; total.rightMultAdds = total.right.multAdds;
  Twofold.table("compared", Twofold.blocks(comparison.blocks).concat([total]), [
    { title: "block", field: "name", minWidth: 130, widthGrow: 1 },
    { title: "params", columns: [
      Twofold.number.column(left, "leftParams", side("left", "params"), 175),
      Twofold.number.column(right, "rightParams", side("right", "params"), 175),
      Twofold.number.column("difference", "params", delta("params"), 185)] },
    { title: "mult-adds", columns: [
      Twofold.number.column(left, "leftMultAdds", side("left", "multAdds"), 175),
      Twofold.number.column(right, "rightMultAdds", side("right", "multAdds"), 175),
      Twofold.number.column("difference", "multAdds", delta("multAdds"), 205)] }
  ]);
};

/* Fold and unfold all, and back to the order of calls. */
Twofold.tools = () => document.querySelectorAll("button[data-table]").forEach(button =>
  button.addEventListener("click", () => {
    const { table, build } = Twofold.tables[button.dataset.table];
    if (button.dataset.do === "order") table.clearSort(); else build(button.dataset.do === "unfold");
  }));
