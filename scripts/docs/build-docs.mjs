/**
 * `npm run docs`: builds the documentation's site into `demo/dist/docs`, which `npm start` serves at `/docs/`.
 * `DOCS_BASE=/robots/docs/` builds it for another place on a server. With `--beside` it is built if something has changed,
 * and others come first.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vitepress';
import { pages } from '../../docs/.vitepress/pages.mjs';
import { hashFiles } from '../build/build-files.mjs';
import { cacheFolder, root } from '../project.mjs';
import { Failure, printFailure } from '../terminal/failure.mjs';
import { run } from '../terminal/run-command.mjs';
import { preparePages } from './prepare-pages.mjs';
import { snippetFaults } from './snippets.mjs';

const base = process.env.DOCS_BASE ?? '/docs/';
const folder = path.join(root, 'demo/dist/docs');
const stampFile = path.join(cacheFolder, 'docs/stamp');

/** Tells whether what was built last is of the same sources. */
function currentStamp() {
  const program = ['scripts/docs', 'docs/.vitepress', 'docs/.vitepress/theme'].flatMap((name) =>
    readdirSync(path.join(root, name), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${name}/${entry.name}`),
  );
  const sources = pages.map(({ source }) => source);
  return `${base} ${hashFiles(['package-lock.json', ...program, ...sources])}`;
}

/** Each command line tool with the arguments that show all of its options. */
const TOOLS = [
  ['rtcbot-robot', 'robot/bin/rtcbot-robot.js', [[], ['install'], ['key']]],
  ['rtcbot-relay', 'relay/bin/rtcbot-relay.js', [[], ['token']]],
];

async function readHelp() {
  const texts = TOOLS.map(async ([name, file, commands]) => {
    const help = (args) => run(process.execPath, [path.join(root, file), ...args, '--help']);
    return [name, (await Promise.all(commands.map(help))).join('\n')];
  });
  return Object.fromEntries(await Promise.all(texts));
}

const isMarkdown = ({ source }) => source.endsWith('.md');

async function checkSnippets() {
  const help = await readHelp();
  const faults = pages.filter(isMarkdown).map(async ({ source }) => {
    const found = await snippetFaults(readFileSync(path.join(root, source), 'utf8'), help);
    return found.map((fault) => `${source}: ${fault}`);
  });
  const all = (await Promise.all(faults)).flat();
  if (all.length > 0) throw new Failure(`Code in the documentation is wrong.`, all.join('\n'));
}

async function buildSite() {
  rmSync(stampFile, { force: true });
  await checkSnippets();
  preparePages(base);
  await build(path.join(root, 'docs'));
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, currentStamp());
}

const isBuilt = () =>
  existsSync(path.join(folder, 'index.html')) &&
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === currentStamp();

try {
  const isBeside = process.argv.includes('--beside');
  if (isBeside) os.setPriority(os.constants.priority.PRIORITY_LOW);
  if (!isBeside || !isBuilt()) await buildSite();
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
