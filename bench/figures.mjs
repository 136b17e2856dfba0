/** What the benches make of their samples. */

/** The number below which this part of the numbers is; undefined of none. */
export const quantile = (numbers, part) =>
  [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * part)];

/** p50 and p95 in ms, and of how many samples. */
export const summarise = (numbers) => ({
  p50Ms: quantile(numbers, 0.5),
  p95Ms: quantile(numbers, 0.95),
  n: numbers.length,
});

/** The same items, begun at another one in each round, so that none is always the first one. */
export const rotated = (items, round) => {
  const start = round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
};

/** Prints rows of texts in columns; the first row has a cell for each. */
export function printColumns(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column]));
    console.log(cells.join('  ').trimEnd());
  }
}
