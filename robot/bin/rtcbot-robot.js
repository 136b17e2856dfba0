#!/usr/bin/env node
/** The command `rtcbot-robot`. It is here before anything is built, so that npm can link it in a fresh clone. */
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/main.js', import.meta.url);
if (existsSync(main)) await import(main);
else {
  console.error('rtcbot-robot: error: it is not built yet. In the clone run: npm run build');
  process.exitCode = 1;
}
