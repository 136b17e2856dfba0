/** How the results of the frames bench are shown. */

const COLUMNS = [
  ['frames go to', ({ way }) => way],
  ['sent/s', ({ sentPerSec }) => sentPerSec.toFixed(1)],
  ['decoded/s', ({ decodedPerSec }) => decodedPerSec.toFixed(1)],
  [
    'delivered/s',
    ({ way, deliveredPerSec }) => (way === 'nobody' ? '-' : deliveredPerSec.toFixed(1)),
  ],
  ['dropped/s', ({ droppedPerSec }) => droppedPerSec.toFixed(1)],
  ['main thread, ms/frame', ({ busyMsPerFrame }) => busyMsPerFrame.toFixed(2)],
  ['more than nobody', ({ addedMsPerFrame }) => addedMsPerFrame.toFixed(2)],
  ['copies', ({ copies }) => String(copies)],
];

/** Prints one line per way. */
export function printTable(results) {
  const rows = [COLUMNS.map(([title]) => title)];
  for (const result of results) rows.push(COLUMNS.map(([, cell]) => cell(result)));
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, i) => cell.padEnd(widths[i])).join('  '));
}
