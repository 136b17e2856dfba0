/**
 * `npm run soak:faults`: strikes every fault of e2e/faults twenty times (RTCBOT_FAULT_TRIALS overrides), and writes how long
 * robots took to stop and operators to learn of it to docs/safety.md. Fails if a stop was missed or took twice as
 * long as it may; tells of each trial, and takes about 20 minutes. Arguments go to Playwright, such as `-g 'cable pulled'`: other faults keep the times they have.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build/build.mjs';
import { printFailure } from './terminal/failure.mjs';
import { cacheFolder, isMain, root, toolPath } from './project.mjs';
import { endTogether, run } from './terminal/run-command.mjs';
import { safetyTable } from './testing/safety-table.mjs';

const page = path.join(root, 'docs/safety.md');
const file = path.join(cacheFolder, 'faults.json');
const START = '<!-- soak: begin -->';
const END = '<!-- soak: end -->';

async function soak(args) {
  process.env.RTCBOT_FAULT_TRIALS ??= '20';
  await build();
  if (args.length === 0) rmSync(file, { force: true }); // rows of faults that are no more
  const load = [os.loadavg()[0]];
  try {
    await run(
      toolPath('playwright'),
      ['test', 'e2e/faults/stops.spec.ts', '--project=alone', ...args],
      {
        live: true,
      },
    );
  } finally {
    if (existsSync(file)) writeTable(load);
  }
}

/** Writes what was measured into the page, also of a run that failed: the table says how often a stop was missed. */
function writeTable(load) {
  const times = JSON.parse(readFileSync(file, 'utf8'));
  const text = readFileSync(page, 'utf8');
  const before = text.slice(0, text.indexOf(START) + START.length);
  load.push(os.loadavg()[0]);
  const loads = load.map((one) => one.toFixed(1)).join(' before, ');
  const machine = `${os.cpus().length} cores, ${os.type()}, Node ${process.version}, load ${loads} after`;
  const after = text.slice(text.indexOf(END));
  writeFileSync(page, `${before}\n\nMeasured on ${machine}.\n\n${safetyTable(times)}\n${after}`);
}

if (isMain(import.meta.url)) {
  endTogether();
  try {
    await soak(process.argv.slice(2));
  } catch (error) {
    printFailure(error);
    process.exitCode = 1;
  }
}
