/**
 * `npm run bench -- direct`: from connect to the first frame without a relay, side by side with an offer that waits
 * for all candidates, as that of RTCBot's own JavaScript. Options: `--rounds <n>`, `--json`.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRelay } from '@rtcbot-web/relay';
import { chromium } from 'playwright';
import { findChromium } from '../../scripts/programs/find-chromium.mjs';
import { quantile } from '../figures.mjs';

const VIEWERS = ['ours', 'all candidates first'];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
});

async function bench(page) {
  const times = Object.fromEntries(VIEWERS.map((viewer) => [viewer, []]));
  for (const viewer of VIEWERS) await page.evaluate((it) => globalThis.timeFirstFrame(it), viewer);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const viewer of VIEWERS) {
      times[viewer].push(await page.evaluate((it) => globalThis.timeFirstFrame(it), viewer));
    }
  }
  return VIEWERS.map((viewer) => ({
    viewer,
    medianMs: quantile(times[viewer], 0.5),
    p95Ms: quantile(times[viewer], 0.95),
  }));
}

const relay = await createRelay({
  port: 0,
  staticDir: fileURLToPath(new URL('site', import.meta.url)),
  log: { info() {}, warn() {}, error() {} },
});
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  await page.goto(relay.url);
  const results = await bench(page);
  const ratio = results[0].medianMs / results[1].medianMs;
  if (values.json) console.log(JSON.stringify({ bench: 'direct', results, ratio }));
  else {
    for (const { viewer, medianMs, p95Ms } of results) {
      const figures = `median ${medianMs.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms`;
      console.log(`${viewer.padEnd(22)} ${figures}`);
    }
    console.log(`ratio                  ${ratio.toFixed(2)}`);
  }
} finally {
  await browser.close();
  await relay.close();
}
