// The cubes of pipeline/report/cube.py: unpacked, filtered, summed.
"use strict";

const Cubes = (() => {
  async function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed.data), (c) => c.charCodeAt(0));
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const buffer = await new Response(inflated).arrayBuffer();
    const cube = { rows: packed.rows };
    let at = 0;
    packed.columns.forEach((name, i) => {
      const width = packed.types[i];
      const Kind = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[width];
      const column = new Kind(buffer.slice(at, at + width * packed.rows));
      // Each period is told by the difference to the one before; unsigned integers wrap as the sum does.
      if (name === "period") for (let row = 1; row < packed.rows; row++) column[row] += column[row - 1];
      cube[name] = column;
      at += width * packed.rows;
    });
    return cube;
  }

  // A filter is {from, to, region, language, publisher}: numbers as the cubes have them, null where all are meant.
  function each(cube, filter, visit) {
    const { period, region, language, publisher } = cube;
    for (let row = 0; row < cube.rows; row++) {
      if (period[row] < filter.from || period[row] > filter.to) continue;
      if (filter.region !== null && region[row] !== filter.region) continue;
      if (filter.language !== null && language[row] !== filter.language) continue;
      if (filter.publisher !== null && publisher[row] !== filter.publisher) continue;
      visit(row);
    }
  }

  // [[number, sum], …], largest first, of one dimension.
  function ranked(cube, filter, dimension) {
    const sums = new Map();
    each(cube, filter, (row) => sums.set(cube[dimension][row], (sums.get(cube[dimension][row]) || 0) + cube.n[row]));
    return [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  return { unpack, each, ranked };
})();
