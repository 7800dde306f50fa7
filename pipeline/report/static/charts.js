// The charts, by Observable Plot; each with a table that says the same.
"use strict";

const Charts = (() => {
  const PALETTE = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#9c6b4e", "#8d99ae"];
  const number = new Intl.NumberFormat("en");
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const names = (type) => { const of = new Intl.DisplayNames(["en"], { type, fallback: "code" });
    return (code) => { try { return code === null ? "unknown" : of.of(code); } catch { return code; } }; };
  const country = names("region"), language = names("language");
  const region = (slug) => slug.split("-").map((word) => word === "and" ? word : word[0].toUpperCase() + word.slice(1)).join(" ").replace("South Eastern", "South-Eastern");

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(name, value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function link(url, attributes, ...children) {
    const safe = /^https?:\/\//i.test(url || "") || /^article\/[0-9a-f]+$/.test(url || "");
    return safe ? element("a", { href: url, rel: "noopener noreferrer", ...attributes }, ...children) : element("span", attributes, ...children);
  }

  function table(columns, rows) {
    const numeric = columns.map((_, at) => rows.some((row) => typeof row[at] === "number"));
    const cell = (tag, value, at) => element(tag, { class: numeric[at] ? "n" : null, scope: tag === "th" ? "col" : null },
      typeof value === "number" ? number.format(value) : value ?? "·");
    return element("div", { class: "scroll", tabindex: "0" }, element("table", {},
      element("thead", {}, element("tr", {}, ...columns.map((column, at) => cell("th", column, at)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((value, at) => cell("td", value, at)))))));
  }

  // Puts a chart into its figure: the drawing, what it says in a sentence, and the table.
  function show(id, drawing, says, columns, rows) {
    const figure = document.getElementById(id);
    const chart = figure.querySelector(".chart");
    if (!rows.length) return void chart.replaceChildren(element("p", { class: "empty" }, "Nothing to show."), ), figure.querySelector("details.data").hidden = true;
    const picture = drawing();
    const svg = picture.tagName === "svg" ? picture : picture.querySelector("svg");
    if (svg) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", says); }
    chart.replaceChildren(picture);
    const data = figure.querySelector("details.data");
    data.hidden = false;
    data.replaceChildren(data.querySelector("summary"), table(columns, rows));
  }

  const width = (id) => Math.max(280, document.getElementById(id).querySelector(".chart").clientWidth);
  const base = (id, height) => ({ width: width(id), height, style: { fontFamily: "inherit", fontSize: "12px", color: color("--soft"), background: "none" } });

  function key(domain, range) {
    return element("ul", { class: "key" }, ...domain.map((name, at) => {
      const swatch = element("i"); swatch.style.background = range[at];
      return element("li", {}, swatch, name);
    }));
  }

  // At least two weeks, so that a few days do not fill the whole width.
  function span(from, to) {
    return [new Date(Math.min(+from, +to - 14 * 86400000)), to];
  }

  // rows: [{start: Date, end: Date, series, n}], stacked. within: [from, to], where that is wider than the rows.
  function stacked(id, rows, { says, what, within }) {
    const sums = d3.rollups(rows, (of) => d3.sum(of, (row) => row.n), (row) => row.series).sort((a, b) => b[1] - a[1]).map(([name]) => name);
    const shown = sums.slice(0, 8), domain = sums.length > 8 ? [...shown, "others"] : shown;
    const range = domain.map((name, at) => name === "others" ? color("--faint") : PALETTE[at]);
    const merged = d3.rollups(rows, (of) => d3.sum(of, (row) => row.n), (row) => +row.start, (row) => shown.includes(row.series) ? row.series : "others")
      .flatMap(([start, of]) => of.map(([series, n]) => ({ start: new Date(start), series, n })));
    const ends = new Map(rows.map((row) => [+row.start, row.end]));
    const totals = d3.rollups(rows, (of) => d3.sum(of, (row) => row.n), (row) => +row.start).map(([start, n]) => ({ start: new Date(start), n }));
    const day = d3.utcFormat("%Y-%m-%d");
    show(id, () => {
      const plot = Plot.plot({
        ...base(id, 260), marginLeft: 48, x: { type: "utc", label: null, domain: span(...(within || [d3.min(rows, (row) => row.start), d3.max(rows, (row) => row.end)])) },
        y: { label: null, grid: true, tickFormat: "~s", ticks: Math.min(5, d3.max(totals, (row) => row.n)) },
        color: { domain, range },
        marks: [
          Plot.rectY(merged, Plot.stackY({ order: domain, x1: "start", x2: (row) => ends.get(+row.start), y: "n", fill: "series", insetLeft: totals.length < 120 ? 0.5 : 0 })),
          Plot.ruleY([0], { stroke: color("--rule") }),
          Plot.tip(totals, Plot.pointerX({ x: "start", y: "n", title: (row) => `${day(row.start)}\n${number.format(row.n)} ${what}`, fill: color("--card"), stroke: color("--rule") })),
        ],
      });
      return element("div", {}, plot, key(domain, range));
    }, says, ["from", "", what], rows.map((row) => [day(row.start), row.series, row.n]));
  }

  function map(id, counts, world, places, says) {
    const of = new Map(counts.filter(([code]) => code !== null));
    const shapes = topojson.feature(world, world.objects.countries).features;
    const outlined = new Set(shapes.map((shape) => shape.id));
    const byId = new Map(Object.entries(places).map(([code, [id]]) => [id, code]));
    const count = (shape) => of.get(byId.get(shape.id)) || null;
    const dots = [...of].filter(([code]) => places[code] && !outlined.has(places[code][0]) && places[code][1]).map(([code, n]) => ({ code, n, at: places[code][1] }));
    const top = d3.max(of.values()) || 1;
    show(id, () => Plot.plot({
      ...base(id, Math.round(width(id) * 0.5)), projection: { type: "equal-earth", domain: { type: "Sphere" } },
      color: { type: "sqrt", domain: [0, top], range: [color("--scale-1"), color("--scale-2")], interpolate: "rgb", unknown: color("--land") },
      marks: [
        Plot.geo(shapes.filter((shape) => shape.id !== "010"), { fill: count, stroke: color("--border"), strokeWidth: 0.6,
          channels: { country: { value: (shape) => country(byId.get(shape.id) || shape.properties.name), label: "" }, articles: { value: (shape) => number.format(count(shape) || 0), label: "articles" } },
          tip: { format: { fill: false, country: true, articles: true }, fill: color("--card"), stroke: color("--rule") } }),
        Plot.dot(dots, { x: (row) => row.at[0], y: (row) => row.at[1], fill: "n", r: 3.5, stroke: color("--border"), strokeWidth: 0.6,
          title: (row) => `${country(row.code)}\n${number.format(row.n)} articles` }),
      ],
    }), says, ["country", "code", "articles"], counts.map(([code, n]) => [country(code), code ?? "·", n]));
  }

  function bars(id, counts, says, column) {
    const top = counts.length ? counts[0][1] : 1;
    show(id, () => element("ul", { class: "bars" }, ...counts.slice(0, 12).map(([name, n]) => {
      const fill = element("b"); fill.style.width = `${100 * n / top}%`;
      return element("li", {}, element("span", { class: "name", title: name }, name), element("span", { class: "n" }, number.format(n)), element("i", { "aria-hidden": "true" }, fill));
    })), says, [column, "articles"], counts.slice(0, 100));
  }

  function latency(id, rows) {
    const hours = (seconds) => seconds / 3600;
    const points = rows.map((row) => ({ day: new Date(`${row.date}T00:00:00Z`), median: hours(row.median_s), p90: hours(row.p90_s) }));
    const last = rows.at(-1);
    const told = (s) => s < 5400 ? `${Math.round(s / 60)} min` : s < 172800 ? `${(s / 3600).toFixed(1)} h` : `${(s / 86400).toFixed(1)} days`;
    show(id, () => Plot.plot({
      ...base(id, 220), marginLeft: 48, x: { type: "utc", label: null, domain: span(points[0].day, points.at(-1).day) },
      y: { label: "hours", grid: true, ticks: 5, zero: true },
      marks: [
        Plot.areaY(points, { x: "day", y1: "median", y2: "p90", fill: color("--scale-1") }),
        Plot.lineY(points, { x: "day", y: "median", stroke: color("--scale-2"), strokeWidth: 2 }),
        points.length < 3 ? Plot.dot(points, { x: "day", y: "median", fill: color("--scale-2") }) : null,
        Plot.tip(rows.map((row, at) => ({ ...row, ...points[at] })), Plot.pointerX({ x: "day", y: "median", fill: color("--card"), stroke: color("--rule"),
          title: (row) => `${row.date}\nmedian ${told(row.median_s)}\n90 of 100 within ${told(row.p90_s)}` })),
      ],
    }), last ? `From publication to lake: on ${last.date} the median was ${told(last.median_s)}.` : "", ["day", "median", "90 of 100 within", "articles"],
      rows.map((row) => [row.date, told(row.median_s), told(row.p90_s), row.articles]));
  }

  function place(id, longitude, latitude, name, world) {
    const shapes = topojson.feature(world, world.objects.countries).features;
    show(id, () => Plot.plot({
      ...base(id, Math.round(width(id) * 0.6)), projection: { type: "azimuthal-equidistant", rotate: [-longitude, -latitude], domain: d3.geoCircle().center([longitude, latitude]).radius(22)(), inset: 2 },
      marks: [
        Plot.geo(shapes, { fill: color("--land"), stroke: color("--faint"), strokeWidth: 0.6, clip: "frame" }),
        Plot.dot([[longitude, latitude]], { r: 5, fill: color("--accent"), stroke: color("--card"), strokeWidth: 1.5 }),
        Plot.text([[longitude, latitude]], { text: [name], dy: -14, fill: color("--ink"), stroke: color("--card"), strokeWidth: 4, fontWeight: 600, fontSize: 13 }),
      ],
    }), `${name}: ${latitude}, ${longitude}`, ["place", "latitude", "longitude"], [[name, String(latitude), String(longitude)]]);
  }

  return { stacked, map, bars, latency, place, element, link, number, country, language, region };
})();
