/* Draws the charts of delivery figures, each when it comes into view. Colours are those of Jenkins' theme. */
(function () {
  const HOUR = 3600000;

  /* A colour of the theme as red, green and blue: the theme may write it in a way that the library does not read. */
  function colour(variable, fallback) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const probe = document.createElement("span");
    probe.style.color = "var(" + variable + ", " + fallback + ")";
    document.body.appendChild(probe);
    context.fillStyle = fallback;
    context.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return "rgba(" + red + "," + green + "," + blue + "," + alpha / 255 + ")";
  }

  function bars(name, data, of) {
    return { name: name, type: "bar", stack: "all", barMaxWidth: 24, data: data, itemStyle: { color: of } };
  }

  function line(name, data, of, type) {
    return {
      name: name, type: "line", data: data, symbolSize: 7, connectNulls: false,
      itemStyle: { color: of }, lineStyle: { color: of, type: type },
    };
  }

  function hours(weeks, key) {
    return weeks.map((week) => (week[key] == null ? null : Math.round(week[key] / HOUR * 10) / 10));
  }

  function series(chart, weeks) {
    const names = chart.dataset;
    switch (names.chart) {
      case "deployments":
        return [bars(names.deployments, weeks.map((week) => week.deployments), colour("--blue", "#4a7bd0"))];
      case "leadTime":
        return [
          line(names.median, hours(weeks, "median"), colour("--blue", "#4a7bd0"), "solid"),
          line(names.p90, hours(weeks, "p90"), colour("--purple", "#8b5cd6"), "dashed"),
        ];
      default:
        return [
          bars(names.succeeded, weeks.map((week) => week.succeeded), colour("--green", "#2ea043")),
          bars(names.failedLater, weeks.map((week) => week.failedLater), colour("--orange", "#e07b00")),
          bars(names.failed, weeks.map((week) => week.failed), colour("--red", "#d03030")),
        ];
    }
  }

  /* With the marks and the gaps: the library breaks a legend that is wider, and it takes no more room for that. */
  function legendWidth(lines, font) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = "12px " + font;
    return lines.reduce((sum, each) => sum + context.measureText(each.name).width + 30, 10);
  }

  function option(chart, weeks) {
    const text = colour("--text-color", "#333");
    const quiet = colour("--text-color-secondary", "#777");
    const grid = colour("--jenkins-border-color", "#ccc");
    const lines = series(chart, weeks);
    const font = getComputedStyle(document.body).fontFamily;
    const oneLine = legendWidth(lines, font) < chart.clientWidth;
    const day = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { month: "short", day: "numeric" });
    return {
      animation: false,
      backgroundColor: "transparent",
      textStyle: { fontFamily: font, color: text },
      grid: { left: 8, right: 12, top: 12, bottom: lines.length === 1 ? 8 : oneLine ? 36 : 58, containLabel: true },
      legend: {
        show: lines.length > 1, bottom: 0, icon: "roundRect", itemWidth: 14, itemHeight: 10, itemGap: 8,
        textStyle: { color: text },
      },
      tooltip: {
        trigger: "axis", confine: true, renderMode: "richText",
        backgroundColor: colour("--background", "#fff"), borderColor: grid, textStyle: { color: text },
      },
      xAxis: {
        type: "category",
        data: weeks.map((week) => day.format(new Date(week.to))),
        axisLabel: { color: quiet, hideOverlap: true },
        axisLine: { lineStyle: { color: grid } },
        axisTick: { show: false },
      },
      yAxis: {
        type: "value",
        minInterval: chart.dataset.chart === "leadTime" ? 0 : 1,
        axisLabel: { color: quiet },
        splitLine: { lineStyle: { color: grid } },
      },
      series: lines,
    };
  }

  function draw(chart) {
    const weeks = JSON.parse(chart.closest(".gitops-charts").dataset.weeks);
    const drawn = echarts.getInstanceByDom(chart) || echarts.init(chart, null, { renderer: "svg" });
    drawn.setOption(option(chart, weeks), true);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const charts = Array.from(document.querySelectorAll(".gitops-chart"));
    const seen = new Set();
    const view = new IntersectionObserver((entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting && !seen.has(each.target))) {
        seen.add(entry.target);
        draw(entry.target);
      }
    }, { rootMargin: "300px" });
    const sizes = new ResizeObserver((entries) =>
      entries.filter((each) => seen.has(each.target)).forEach((each) => {
        echarts.getInstanceByDom(each.target).resize();
        draw(each.target);
      }));
    charts.forEach((chart) => { view.observe(chart); sizes.observe(chart); });
    const again = () => seen.forEach(draw);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  });
})();
