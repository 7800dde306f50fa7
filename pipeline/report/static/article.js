// The article's place on a map.
"use strict";

(async () => {
  const point = JSON.parse(document.getElementById("point").textContent);
  const world = await (await fetch("../static/vendor/countries-110m.json")).json();
  const draw = () => Charts.place("place", point.longitude, point.latitude, point.name, world);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
  document.documentElement.dataset.drawn = "yes";
})();
