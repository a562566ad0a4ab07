// Charts of figures. Every .chart-box names by data-series the id of a JSON script:
//   {"kind": "time" | "bars", "unit": "…", "label": "what it shows",
//    "series": [{"name": "…", "points": [{"x": "2024-12-31" or a name, "y": 8.5, "text": "as written", "href": "…"}]}]}
// The table beside it has the same figures, so that nobody needs the picture.

(function () {
  "use strict";

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // 36亿, 3.6B: a budget written out would leave no room for its neighbours
  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumSignificantDigits: 4 });

  function axis({ axisLabel, ...extra }) {
    return {
      axisLine: { lineStyle: { color: css("--line") } },
      splitLine: { lineStyle: { color: css("--line") } },
      axisLabel: { color: css("--muted"), fontFamily: css("--font"), hideOverlap: true, ...axisLabel },
      nameTextStyle: { color: css("--muted"), fontFamily: css("--font") },
      ...extra,
    };
  }

  function options({ kind, unit, series }) {
    const overTime = kind === "time";
    const named = series.length > 1;
    const names = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))];
    const across = axis(overTime ? { type: "time" } : { type: "category", data: names, inverse: true });
    const up = axis({ type: "value", name: unit, axisLabel: { formatter: (value) => short.format(value) }, scale: overTime, ...(overTime ? {} : { nameLocation: "middle", nameGap: 28 }) });
    return {
      animation: !calm.matches,
      color: ["#0b6bcb", "#c2410c", "#2e7d32", "#7b1fa2", "#00838f", "#b0003a", "#5d4037", "#455a64"],
      grid: { left: 12, right: 28, top: named ? 64 : 36, bottom: overTime ? 12 : 36, containLabel: true },
      legend: named ? { type: "scroll", top: 0, textStyle: { color: css("--text"), fontFamily: css("--font") } } : undefined,
      // drawn, not HTML: the page's policy allows no style in markup, and names are words
      tooltip: { renderMode: "richText", trigger: "item", formatter: ({ data, seriesName }) => [seriesName, data.name, data.text].filter(Boolean).join("\n") },
      xAxis: overTime ? across : up,
      yAxis: overTime ? up : across,
      series: series.map(({ name, points }) => ({
        name,
        type: overTime ? "line" : "bar",
        symbolSize: 8,
        data: points.map(({ x, y, text, href }) => ({ name: x, value: overTime ? [x, y] : [y, x], text, href })),
      })),
    };
  }

  function show(box) {
    const data = JSON.parse(document.getElementById(box.dataset.series).textContent);
    if (data.kind === "bars") box.style.height = `${Math.max(180, 70 + 26 * Math.max(...data.series.map(({ points }) => points.length)))}px`;
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", data.label || "");
    const chart = echarts.init(box);
    chart.setOption(options(data));
    chart.on("click", ({ data: { href } }) => {
      if (href) location.href = href;
    });
    new ResizeObserver(() => chart.resize()).observe(box);
    dark.addEventListener("change", () => chart.setOption(options(data), true));
  }

  document.querySelectorAll(".chart-box").forEach(show);
})();
