/* Bars per layer, Figure 5, the roofline, and two networks block by block. */
Chart.defaults.font.size = 13;
Chart.defaults.color = "#5b6b7b";
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.animation = false;

Twofold.chart = (id, config) => {
  if (Twofold.charts[id]) Twofold.charts[id].destroy();
  Twofold.charts[id] = new Chart(document.getElementById(id), config);
};

Twofold.axis = (title, more) => ({ title: { display: true, text: title }, ticks: { callback: value => Twofold.short(Number(value)) }, ...more });

/* Labels at 1, 2 and 5 times powers of ten only, so that they never run into each other. */
Twofold.logarithmic = (title, more) => Twofold.axis(title, { type: "logarithmic", ...more, ticks: { maxRotation: 0, autoSkip: false,
  callback: value => /^[125]0*$/.test(value.toPrecision(3).replace(/[.]|e.*$/g, "").replace(/^0+/, "")) ? Twofold.short(value) : null } });

Twofold.bars = (index, report) => {
  const select = document.getElementById("measure" + index);
  const draw = () => {
    const measure = select.value;
    const calls = Twofold.calls(report.tree).map(call => call.entry).filter(entry => entry[measure] > 0);
    const types = [...new Set(calls.map(entry => entry.type))];
    Twofold.chart("bars" + index, {
      type: "bar",
      data: {
        labels: calls.map(entry => entry.path),
        datasets: types.map(type => ({
          label: type, backgroundColor: Twofold.colour(type), skipNull: true, categoryPercentage: 0.95, barPercentage: 0.95,
          data: calls.map(entry => entry.type === type ? entry[measure] : null) }))
      },
      options: {
        scales: {
          x: { stacked: true, ticks: { display: calls.length <= 60, maxRotation: 60, autoSkip: true, font: { size: 12 } }, grid: { display: false } },
          y: Twofold.axis(select.selectedOptions[0].text, { stacked: true, beginAtZero: true })
        },
        plugins: { legend: { position: "top" },
          tooltip: { mode: "index", intersect: false, filter: item => item.raw !== null,
            callbacks: { label: item => `${item.dataset.label}: ${Twofold.number(item.raw)}` } } }
      }
    });
  };
  select.addEventListener("change", draw);
  draw();
};

Twofold.figure5 = rows => {
  const plot = (id, title, lines) => Twofold.chart(id, {
    type: "line",
    data: { labels: rows.map(row => row.channels), datasets: lines.map(([label, field, colour, dash]) => ({
      label, data: rows.map(row => row[field]), borderColor: colour, backgroundColor: colour, borderDash: dash ? [6, 5] : [], pointRadius: 4 })) },
    options: {
      scales: { x: { title: { display: true, text: "channels c" } }, y: Twofold.logarithmic(title) },
      plugins: { title: { display: true, text: title + " against channels", font: { size: 15 } },
        legend: { labels: { usePointStyle: true, pointStyle: "line", pointStyleWidth: 28 } },
        tooltip: { callbacks: { label: item => `${item.dataset.label}: ${Twofold.number(item.raw)}` } } }
    }
  });
  plot("figure5-params", "params", [["regular", "regularParams", "#7b4fa3"], ["separable", "separableParams", "#1f6fb2"]]);
  plot("figure5-multadds", "mult-adds", [
    ["regular, correct", "regularMultAdds", "#7b4fa3"], ["separable, correct", "separableMultAdds", "#1f6fb2"],
    ["regular, published", "publishedRegularMultAdds", "#c9a3dd", true], ["separable, published", "publishedSeparableMultAdds", "#93bfe3", true]]);
};

Twofold.roofline = () => {
  const { flopsPerSecond, bytesPerSecond } = Twofold.data.roofline;
  const ridge = flopsPerSecond / bytesPerSecond;
  const fusion = document.getElementById("fusion");
  const colours = ["#1f6fb2", "#d9822b"];
  const draw = () => {
    let left = ridge / 10, right = ridge * 10;
    const point = (step, total, x, y) => ({ x, y, r: 4 + 40 * Math.sqrt(step.seconds / total / Math.PI), step });
    const points = Twofold.data.reports.map((report, i) => {
      const all = report.steps[fusion.value];
      const total = all.reduce((sum, step) => sum + step.seconds, 0);
      const drawn = all.filter(step => step.multAdds > 0);
      return {
        label: report.name, backgroundColor: colours[i] + "99", borderColor: colours[i],
        data: drawn.map(step => {
          left = Math.min(left, step.flopsPerByte / 2);
          right = Math.max(right, step.flopsPerByte * 2);
          return point(step, total, step.flopsPerByte, 2 * step.multAdds / step.seconds);
        })
      };
    });
    /* Nothing per byte has no place on a logarithmic axis: these stand where it begins. */
    const moving = Twofold.data.reports.map((report, i) => {
      const all = report.steps[fusion.value];
      const total = all.reduce((sum, step) => sum + step.seconds, 0);
      return { label: report.name + ", no mult-adds", backgroundColor: "#ffffff", borderColor: colours[i], borderWidth: 2,
        data: all.filter(step => step.multAdds === 0).map(step => point(step, total, left, left * bytesPerSecond)) };
    });
    const roof = { type: "line", label: "roof", borderColor: "#1c2733", borderWidth: 2, pointRadius: 0, fill: false,
      data: [left, ridge, right].map(x => ({ x, y: Math.min(flopsPerSecond, x * bytesPerSecond) })) };
    Twofold.chart("roof", {
      type: "bubble",
      data: { datasets: points.concat(moving, [roof]) },
      options: {
        clip: false,
        scales: {
          x: Twofold.logarithmic("arithmetic intensity, FLOPs per byte", { min: left, max: right }),
          y: Twofold.logarithmic("predicted FLOPs a second", { max: flopsPerSecond * 2 })
        },
        plugins: { tooltip: { filter: item => item.raw.step !== undefined, callbacks: { label: item => {
          const step = item.raw.step;
          return [step.name + " (" + step.type + (step.layers > 1 ? " + " + (step.layers - 1) : "") + ")",
            (step.known ? Twofold.number(step.multAdds) : "unknown") + " mult-adds, " + Twofold.number(step.movedBytes) + " bytes moved",
            Twofold.time(step.seconds) + " predicted, bound by " + step.bound];
        } } } }
      }
    });
  };
  fusion.addEventListener("change", draw);
  draw();
};

Twofold.comparedChart = comparison => {
  const blocks = comparison.blocks.filter(block => block.depth === 1 && ((block.left.multAdds || 0) > 0 || (block.right.multAdds || 0) > 0));
  const set = (side, colour) => ({ label: Twofold.data.reports[side === "left" ? 0 : 1].name, backgroundColor: colour, data: blocks.map(block => block[side].multAdds || 0) });
  Twofold.chart("compared-chart", {
    type: "bar",
    data: { labels: blocks.map(block => block.name), datasets: [set("left", "#1f6fb2"), set("right", "#d9822b")] },
    options: {
      scales: { x: { ticks: { maxRotation: 60 }, grid: { display: false } }, y: Twofold.axis("mult-adds", { beginAtZero: true }) },
      plugins: { title: { display: true, text: "mult-adds of the outermost blocks", font: { size: 15 } },
        tooltip: { callbacks: { label: item => `${item.dataset.label}: ${Twofold.number(item.raw)}` } } }
    }
  });
};
