"use strict";
/* Numbers and colours that all parts of the page share. */
const Twofold = { data: JSON.parse(document.getElementById("data").textContent), tables: {}, charts: {}, graphs: [] };

/* Counts what is still being built; the page says of itself when it is ready. */
Twofold.waiting = 0;
Twofold.pending = more => {
  Twofold.waiting += more;
  document.documentElement.dataset.ready = Twofold.waiting === 0 ? "yes" : "no";
};

Twofold.number = value => value.toLocaleString("en-US");

/* The mult-adds of an entry, which may be unknown in part or altogether. */
Twofold.multAdds = entry => entry.complete ? Twofold.number(entry.multAdds)
  : entry.multAdds === 0 ? "unknown" : Twofold.number(entry.multAdds) + " + ?";

Twofold.short = value => {
  const units = ["", " k", " M", " G", " T"];
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < units.length - 1) { value /= 1000; unit++; }
  return (unit === 0 ? String(Math.round(value * 100) / 100) : value.toFixed(value < 10 ? 2 : 1)) + units[unit];
};

Twofold.percent = (part, whole) => whole > 0 ? (100 * part / whole).toFixed(1) + " %" : "";

Twofold.time = seconds => seconds < 1e-3 ? (seconds * 1e6).toFixed(1) + " µs" : (seconds * 1e3).toFixed(2) + " ms";

/* One colour per kind of layer, the same in all charts. */
Twofold.colour = type => {
  const known = {
    DepthwiseConv2d: "#d9822b", PointwiseConv2d: "#1f6fb2", Conv2d: "#7b4fa3", ConvTranspose2d: "#a3508a",
    Linear: "#17754b", BatchNorm2d: "#8a97a5", MaxPool2d: "#3f9c9c", AvgPool2d: "#3f9c9c"
  };
  return known[type] || "#9aa7b4";
};

/* All calls of a tree, in call order; each knows the blocks around it. */
Twofold.calls = (entries, around = []) => entries.flatMap(entry =>
  entry.children ? Twofold.calls(entry.children, around.concat([entry])) : [{ entry, around }]);
