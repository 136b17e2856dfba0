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
import { preparePages } from './prepare-pages.mjs';

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
  const sources = pages.map(({ source }) => source).filter(Boolean);
  return `${base} ${hashFiles(['package-lock.json', ...program, ...sources])}`;
}

async function buildSite() {
  rmSync(stampFile, { force: true });
  preparePages(base, new Map());
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
  console.error(error.message);
  process.exitCode = 1;
}
