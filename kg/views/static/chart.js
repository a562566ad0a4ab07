// A figure among its like: the other values of its indicator, in the same place and measure, over time.

const CHART = { width: 340, height: 150, left: 8, right: 8, top: 22, bottom: 20 };

function dateOf(node) {
  return node.period_end || node.period_start || "";
}

// what may be laid on one axis with this figure, the earliest first; figures without a value or a date are left out
function seriesOf(node) {
  const indicator = indicatorOf(node);
  if (!indicator || !node.value || !dateOf(node)) return [];
  const place = (one) => (placeOf(one) || [""])[0];
  const alike = (one) => one.value && dateOf(one) && place(one) === place(node)
    && ["measure_kind", "unit", "comparison"].every((name) => one[name] === node[name]);
  return figuresAbout(indicator[0]).filter(alike)
    .sort((a, b) => dateOf(a).localeCompare(dateOf(b)) || Number(a.value) - Number(b.value));
}

function series(node) {
  const all = seriesOf(node);
  if (all.length < 2) return [];
  return [
    element("h3", {}, `${text("series")} (${all.length})`),
    seriesChart(all, node),
    element("ol", { class: "series" }, all.map((one) => element("li", { "aria-current": one.id === node.id && "true" },
      element("span", {}, periodOf(one)), " ",
      element("button", { type: "button", class: "link", onclick: () => select(one.id) }, amountOf(one)),
      one.modality && one.modality !== "Achieved" ? ` ${term(one.modality)}` : ""))),
  ];
}

function seriesChart(all, node) {
  const times = all.map((one) => Date.parse(dateOf(one)));
  const values = all.map((one) => Number(one.value));
  const x = scale(times, CHART.left + 8, CHART.width - CHART.right - 8);
  const y = scale(values, CHART.height - CHART.bottom - 6, CHART.top + 6);
  const achieved = all.map((one, index) => [one, index]).filter(([one]) => !one.modality || one.modality === "Achieved");
  const line = achieved.map(([, index], step) => `${step ? "L" : "M"}${x(times[index])} ${y(values[index])}`).join("");
  const dots = all.map((one, index) => svg("circle", {
    cx: x(times[index]), cy: y(values[index]), r: one.id === node.id ? 5 : 3.5,
    class: `${one.id === node.id ? "current" : ""} ${one.modality === "Target" ? "target" : ""}`.trim(),
  }, svg("title", {}, `${periodOf(one)}: ${amountOf(one)}`)));
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => all[values.indexOf(value)]);
  const base = CHART.height - CHART.bottom;
  const words = text("series_of", { name: indicatorOf(node)[1], n: all.length, from: dateOf(all[0]), to: dateOf(all.at(-1)), least: amountOf(least), most: amountOf(most) });
  return svg("svg", { class: "chart", viewBox: `0 0 ${CHART.width} ${CHART.height}`, role: "img", "aria-label": words },
    svg("path", { class: "axis", d: `M${CHART.left} ${base}H${CHART.width - CHART.right}` }),
    svg("path", { class: "line", d: line }), dots,
    svg("text", { x: CHART.left, y: 12 }, `${amountOf(least)} – ${amountOf(most)}`),
    svg("text", { x: CHART.left, y: CHART.height - 4 }, dateOf(all[0])),
    svg("text", { x: CHART.width - CHART.right, y: CHART.height - 4, "text-anchor": "end" }, dateOf(all.at(-1))));
}

// values to pixels; where all values are one, to the middle
function scale(values, from, to) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pixels = (value) => (most > least ? from + ((value - least) / (most - least)) * (to - from) : (from + to) / 2);
  return (value) => Math.round(pixels(value) * 10) / 10;
}
