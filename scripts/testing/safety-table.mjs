/** The table of docs/safety.md. */

/** The value below which `share` of all lie, by the nearest rank. */
const percentile = (sorted, share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];

const summary = (timesMs) => {
  if (timesMs.length === 0) return '';
  const sorted = [...timesMs].sort((one, other) => one - other);
  const of = (share) => Math.round(percentile(sorted, share));
  return `${of(0.5)} / ${of(0.99)} / ${of(1)}`;
};

/**
 * @param {Record<string, {stopMs: number[], noticeMs: number[], drivesOn?: boolean}>} times - by fault
 * @returns {string} a Markdown table, as Prettier would write it
 */
export function safetyTable(times) {
  const head = ['fault', 'trials', 'stop: p50 / p99 / max, ms', 'notice: p50 / p99 / max, ms'];
  const rows = Object.entries(times)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([fault, { stopMs, noticeMs, drivesOn }]) => [
      fault,
      String(Math.max(stopMs.length, noticeMs.length)),
      drivesOn ? 'never: it drives on' : summary(stopMs),
      summary(noticeMs),
    ]);
  const widths = head.map((title, at) => Math.max(...[head, ...rows].map((row) => row[at].length)));
  const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join(
    '\n',
  );
}
