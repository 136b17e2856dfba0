/**
 * `npm run build`: bundles, types and command line tools of every package, where sources have changed
 * since the last build (`--force`: in any case); then the check of the custom elements manifest.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { builtFiles, hashFiles, removeBuilt, sourceFiles } from './build-files.mjs';
import { printFailure } from './failure.mjs';
import { installPackages } from './npm-packages.mjs';
import { cacheFolder, isMain, root, toolPath } from './project.mjs';
import { endTogether, run } from './run-command.mjs';
import { step } from './step.mjs';

const stampFile = path.join(cacheFolder, 'build-stamp.json');
const commandLineTools = ['relay/dist/main.js', 'robot/dist/src/main.js'];

const bundle = (prefix) => run(toolPath('rollup'), ['-c', `--configOnly=${prefix}`]);

/** tsc does not notice missing or foreign output: `isIntact` says whether it may trust its own records. */
async function compile(isIntact) {
  const rooms = ['sdk', 'components', 'relay', 'robot', 'robot/page'];
  await run(toolPath('tsc'), ['-b', ...(isIntact ? [] : ['--force']), ...rooms]);
  for (const file of commandLineTools) chmodSync(path.join(root, file), 0o755);
}

/** Files that a bundle is made of lie in these folders. */
const within = (...folders) => ({
  reads: (file) =>
    !/\.test\.|^[^/]+\/test\//.test(file) &&
    (!file.includes('/') || [...folders, 'build/', 'scripts/'].some((f) => file.startsWith(f))),
});

/** In the order in which they need one another; `reads`: whose change makes it necessary. */
const steps = [
  { title: 'Building sdk: bundles', ...within('sdk/'), work: () => bundle('sdk') },
  { title: 'Building types, relay and robot', reads: () => true, work: compile },
  {
    title: 'Building components: bundles',
    ...within('sdk/', 'components/'),
    work: () => bundle('components'),
  },
  {
    title: 'Building robot: camera page',
    ...within('sdk/', 'robot/page/', 'robot/wire/'),
    work: () => bundle('robot-page'),
  },
];

/** Tells one state of sources, and of what was built of them, from another. */
function currentStamp() {
  const sources = sourceFiles();
  return {
    steps: steps.map(({ reads }) => hashFiles(sources.filter(reads))),
    built: hashFiles(builtFiles()),
  };
}

const lastStamp = () => (existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {});

/**
 * Builds everything that others rely on.
 * @param {{force?: boolean}} [options] - `force`: all of it, from nothing
 * @throws {Failure} (as rejection) with the output of the tool that failed
 */
export async function build({ force = false } = {}) {
  if (force) removeBuilt();
  const last = lastStamp();
  const now = currentStamp();
  const isIntact = now.built === last.built;
  const due = steps.filter((_, index) => !isIntact || now.steps[index] !== last.steps?.[index]);
  if (due.length === 0) {
    console.log('Build: up to date');
    return;
  }
  for (const { title, work } of due) await step(title, () => work(isIntact));
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stampFile, JSON.stringify(currentStamp()));
}

/** Fails if custom-elements.json is not what the sources of the components say. */
export const checkManifest = () => run(process.execPath, ['scripts/manifest.mjs']);

if (isMain(import.meta.url)) {
  endTogether();
  try {
    await installPackages();
    await build({ force: process.argv.includes('--force') });
    await step('Checking custom-elements.json', checkManifest);
  } catch (error) {
    printFailure(error);
    process.exitCode = 1;
  }
}
