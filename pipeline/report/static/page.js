// The report: what the filters ask is counted in the cubes and drawn.
"use strict";

(async () => {
  const { element, link, number } = Charts;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data"), world = read("world"), places = read("places");
  const cubes = data.cubes;
  const [articles, bySource, byCredit] = await Promise.all([cubes.articles, cubes.by_source, cubes.by_credit].map(Cubes.unpack));
  const control = (name) => document.getElementById(`filter-${name}`);

  const day = 86400000, date = (text) => new Date(`${text}T00:00:00Z`), iso = (at) => at.toISOString().slice(0, 10);
  const periodEnd = (at) => at + 1 < cubes.periods.length ? date(cubes.periods[at + 1]) : (
    { day: d3.utcDay, week: d3.utcMonday, month: d3.utcMonth, year: d3.utcYear })[cubes.period].offset(date(cubes.periods[at]), 1);

  function fill(name, options) {
    control(name).append(...options.map(([value, text]) => element("option", { value }, text)));
  }
  const byText = (a, b) => a[1].localeCompare(b[1]);
  fill("region", cubes.regions.map((slug, at) => [at, Charts.region(slug)]).sort(byText));
  fill("language", cubes.languages.map((tag, at) => [at, tag === null ? "unknown" : Charts.language(tag)]).slice(1).sort(byText));
  fill("publisher", cubes.publishers.map((name, at) => [at + 1, name]).sort(byText));
  if (cubes.periods.length) for (const name of ["from", "to"]) {
    control(name).min = cubes.periods[0];
    control(name).max = iso(new Date(+periodEnd(cubes.periods.length - 1) - day));
  }

  function filter() {
    const chosen = (name) => control(name).value === "" ? null : Number(control(name).value);
    const from = control("from").value, to = control("to").value;
    // A period counts where any of it is asked for.
    const first = from ? cubes.periods.findIndex((_, at) => iso(periodEnd(at)) > from) : 0;
    const last = to ? cubes.periods.findLastIndex((start) => start <= to) : cubes.periods.length - 1;
    return { from: first < 0 ? Infinity : first, to: last, region: chosen("region"), language: chosen("language"), publisher: chosen("publisher") };
  }

  function byPeriod(chosen) {
    // Without a language or a publisher, the days are known whatever the cubes' period is.
    if (chosen.language === null && chosen.publisher === null && cubes.period !== "day") {
      const from = cubes.periods[chosen.from], to = chosen.to >= 0 ? iso(periodEnd(chosen.to)) : "";
      return data.days.filter(([on, at]) => on >= from && on < to && (chosen.region === null || chosen.region === at))
        .map(([on, at, n]) => ({ start: date(on), end: new Date(+date(on) + day), series: Charts.region(cubes.regions[at]), n }));
    }
    const sums = new Map();
    Cubes.each(articles, chosen, (row) => {
      const cell = articles.period[row] * 256 + articles.region[row];
      sums.set(cell, (sums.get(cell) || 0) + articles.n[row]);
    });
    return [...sums].sort((a, b) => a[0] - b[0]).map(([cell, n]) => {
      const at = Math.floor(cell / 256);
      return { start: date(cubes.periods[at]), end: periodEnd(at), series: Charts.region(cubes.regions[cell % 256]), n };
    });
  }

  const plural = (n, one, many) => `${number.format(n)} ${n === 1 ? one : many}`;
  const topOf = (counts, what) => counts.length ? `${counts.length} ${what}; most: ${counts.slice(0, 3).map(([name, n]) => `${name} ${number.format(n)}`).join(", ")}.` : "";

  function coverage(chosen) {
    const measures = ["n", "dateline", "authors", "dated", "credited", "place", "score"];
    const sums = new Map();
    Cubes.each(articles, chosen, (row) => {
      const of = sums.get(articles.publisher[row]) || Object.fromEntries(measures.map((name) => [name, 0]));
      for (const name of measures) of[name] += articles[name][row];
      sums.set(articles.publisher[row], of);
    });
    const share = (part, of) => {
      const percent = Math.round(100 * part / of), inner = element("b");
      inner.style.width = `${percent}%`;
      return element("td", { class: `n share${percent < 50 ? " low" : ""}` }, `${percent} %`, element("i", { "aria-hidden": "true" }, inner));
    };
    const rows = [...sums].sort((a, b) => b[1].n - a[1].n).slice(0, 50).map(([publisher, of]) => element("tr", {},
      element("td", {}, cubes.publishers[publisher - 1]), element("td", { class: "n" }, number.format(of.n)),
      ...["dateline", "authors", "dated", "credited", "place"].map((name) => share(of[name], of.n)),
      element("td", { class: "n" }, (of.score / of.n / 100).toFixed(2))));
    document.querySelector("#coverage-table tbody").replaceChildren(...rows);
  }

  function matches(item, chosen) {
    const within = (name, value) => chosen[name] === null || value.includes(name === "publisher" ? cubes.publishers[chosen.publisher - 1]
      : name === "region" ? cubes.regions[chosen.region] : cubes.languages[chosen.language]);
    const from = cubes.periods[chosen.from] || "9", to = chosen.to >= 0 ? iso(periodEnd(chosen.to)) : "";
    return item.last_day >= from && item.first_day < to && within("region", item.regions) && within("language", item.languages) && within("publisher", item.publishers);
  }

  const address = (item) => data.live ? `article/${item.article_id}` : item.url;
  const several = (list, name) => list.length > 3 ? `${list.slice(0, 3).map(name).join(", ")} and ${list.length - 3} more` : list.map(name).join(", ");

  function lists(chosen) {
    const stories = data.stories.filter((story) => matches(story, chosen)).slice(0, 20);
    document.getElementById("stories-list").replaceChildren(...stories.map((story) => element("li", {},
      link(address(story), { class: "headline" }, story.headline || "(no headline)"),
      element("div", { class: "meta" }, element("b", {}, plural(story.copies, "copy", "copies")), element("span", {}, plural(story.publishers.length, "publisher", "publishers")),
        element("span", {}, several(story.regions, Charts.region)), element("span", {}, several(story.languages, Charts.language)),
        element("span", {}, story.first_day === story.last_day ? story.first_day : `${story.first_day} to ${story.last_day}`)))));
    document.getElementById("stories-none").hidden = stories.length > 0;
    const newest = data.newest.filter((item) => matches({ ...item, first_day: item.date, last_day: item.date, regions: [item.region], languages: [item.language], publishers: [item.publisher] }, chosen)).slice(0, 20);
    document.getElementById("newest-list").replaceChildren(...newest.map((item) => element("li", {},
      link(address(item), { class: "headline" }, item.headline || "(no headline)"),
      element("div", { class: "meta" }, item.dateline ? element("span", { class: "dateline" }, item.dateline) : null, element("span", {}, item.publisher),
        element("span", {}, item.date), element("span", {}, Charts.region(item.region)), item.source ? element("span", {}, item.source) : null,
        item.credit ? element("span", {}, `Image: ${item.credit}`) : null))));
    document.getElementById("newest-none").hidden = newest.length > 0;
  }

  function draw() {
    const chosen = filter();
    const days = byPeriod(chosen), total = d3.sum(days, (row) => row.n);
    const countries = Cubes.ranked(articles, chosen, "country").map(([at, n]) => [cubes.countries[at], n]);
    const languages = Cubes.ranked(articles, chosen, "language").map(([at, n]) => [cubes.languages[at] === null ? "unknown" : Charts.language(cubes.languages[at]), n]);
    const publishers = Cubes.ranked(articles, chosen, "publisher").map(([at, n]) => [cubes.publishers[at - 1], n]);
    const sources = Cubes.ranked(bySource, chosen, "source").map(([at, n]) => [cubes.sources[at], n]);
    const credits = Cubes.ranked(byCredit, chosen, "credit").map(([at, n]) => [cubes.credits[at], n]);
    document.getElementById("filter-count").replaceChildren(element("b", {}, number.format(total)), total === 1 ? " article" : " articles");
    Charts.stacked("by-day", days, { what: "articles", says: days.length ? `${plural(total, "article", "articles")} from ${iso(days[0].start)} to ${iso(new Date(+days.at(-1).end - day))}, stacked by region.` : "" });
    Charts.map("by-country", countries, world, places, topOf(countries.map(([code, n]) => [Charts.country(code), n]), "countries"));
    Charts.bars("by-language", languages, topOf(languages, "languages"), "language");
    Charts.bars("by-publisher", publishers, topOf(publishers, "publishers"), "publisher");
    Charts.bars("by-source", sources, topOf(sources, "agencies"), "agency");
    Charts.bars("by-credit", credits, topOf(credits, "credits"), "credit");
    coverage(chosen);
    lists(chosen);
  }

  function drawHealth() {
    const polls = data.polls.map((row) => ({ start: date(row.date), end: new Date(+date(row.date) + day), series: row.error_class, n: row.polls }));
    const failed = polls.filter((row) => row.series !== "ok");
    Charts.stacked("errors", failed, { what: "failed polls", within: polls.length ? [polls[0].start, polls.at(-1).end] : null, says: `${number.format(d3.sum(failed, (row) => row.n))} of ${number.format(d3.sum(polls, (row) => row.n))} polls failed.` });
    Charts.latency("latency", data.latency);
  }

  const redraw = () => { draw(); drawHealth(); };
  for (const name of ["from", "to", "region", "language", "publisher"]) control(name).addEventListener("change", draw);
  control("reset").addEventListener("click", () => { for (const name of ["from", "to", "region", "language", "publisher"]) control(name).value = ""; draw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let wide = innerWidth, waiting;
  addEventListener("resize", () => { if (innerWidth !== wide) { wide = innerWidth; clearTimeout(waiting); waiting = setTimeout(redraw, 150); } });
  redraw();
  document.documentElement.dataset.drawn = "yes";
})();
