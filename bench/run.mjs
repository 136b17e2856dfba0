/**
 * `npm run bench -- <name> [options]`: runs `bench/<name>/run.mjs`; without a name, says which there are.
 */
import { existsSync, readdirSync } from 'node:fs';
import '../scripts/testing/test-state.mjs';

const folder = new URL('.', import.meta.url);
const program = (name) => new URL(`${name}/run.mjs`, folder);

const [name, ...options] = process.argv.slice(2);
const names = readdirSync(folder).filter((one) => existsSync(program(one)));

if (names.includes(name)) {
  process.argv.splice(2, Infinity, ...options);
  await import(program(name).href);
} else {
  console.log(`Usage: npm run bench -- <name> [--json]\nAvailable: ${names.join(', ')}`);
  process.exitCode = name === undefined ? 0 : 2;
}
