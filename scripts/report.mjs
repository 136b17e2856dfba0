/**
 * Prints what the product's speed is on this machine: operator `connect()` to first frame, and the sizes of the
 * CDN files. Figures only, no verdict: machines are noisy.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { createRelay } from '@rtcbot-web/relay';
import { Robot } from '@rtcbot-web/robot';
import { findChromium } from './programs/find-chromium.mjs';

const runs = 11;
const quiet = () => undefined;
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** In the page: connect, and stop the time at the first message and at the first presented frame. */
const measure = async () => {
  const { rtcbot } = window;
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
  document.body.append(video);
  const frame = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  const startMs = performance.now();
  const conn = new rtcbot.Relay(location.origin).connect('report');
  conn.video.subscribe((stream) => {
    video.srcObject = stream;
  });
  await conn.onReady();
  const readyMs = performance.now() - startMs;
  await frame;
  const frameMs = performance.now() - startMs;
  await conn.close();
  video.remove();
  return { readyMs, frameMs };
};

const summary = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => Math.round(sorted[Math.floor((sorted.length - 1) * part)]);
  return `median ${at(0.5)} ms, best ${at(0)} ms, worst ${at(1)} ms`;
};

const relay = await createRelay({ port: 0, log: silent });
const robot = new Robot({ relay: relay.url, robot: 'report', camera: 'test', log: silent });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  await robot.start();
  const page = await browser.newPage();
  await page.goto(`${relay.url}/healthz`);
  await page.addScriptTag({ url: `${relay.url}/rtcbot.js` });
  await page.evaluate(measure);
  const results = [];
  for (let run = 0; run < runs; run++) results.push(await page.evaluate(measure));
  console.log(
    `connect() to messages:    ${summary(results.map((one) => one.readyMs))} (${runs} runs)`,
  );
  console.log(
    `connect() to first frame: ${summary(results.map((one) => one.frameMs))} (${runs} runs)`,
  );
} finally {
  await Promise.all([browser.close(), robot.close()]);
  await relay.close();
}
for (const file of ['components/dist/rtcbot-components.min.js', 'sdk/dist/rtcbot.min.js']) {
  const text = readFileSync(new URL(`../${file}`, import.meta.url));
  console.log(`${file}: ${gzipSync(text, { level: 9 }).length} bytes gzip`);
}
