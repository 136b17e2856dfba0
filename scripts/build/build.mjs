/**
 * `npm run build`: bundles, types and command line tools of every package, where sources have changed
 * since the last build (`--force`: in any case); then the check of the custom elements manifest.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { builtFiles, hashFiles, removeBuilt, sourceFiles } from './build-files.mjs';
import { bringUpToDate } from './build-stamp.mjs';
import { printFailure } from '../terminal/failure.mjs';
import { installPackages } from '../programs/npm-packages.mjs';
import { cacheFolder, isMain, root, toolPath } from '../project.mjs';
import { endTogether, run } from '../terminal/run-command.mjs';
import { step } from '../terminal/step.mjs';

const stampFile = path.join(cacheFolder, 'build-stamp.json');
const commandLineTools = ['relay/dist/main.js', 'robot/dist/src/main.js'];

/** tsc does not notice missing or foreign output: `isIntact` says whether it may trust its own records. */
async function compile(isIntact) {
  const rooms = ['sdk', 'components', 'relay', 'robot', 'robot/page'];
  await run(toolPath('tsc'), ['-b', ...(isIntact ? [] : ['--force']), ...rooms]);
  for (const file of commandLineTools) chmodSync(path.join(root, file), 0o755);
}

/** What rollup writes; the rest of what is built is tsc's. */
const isBundle = (file) => /^(sdk|components)\/dist\/(?!types\/)|^robot\/dist\/page\//.test(file);

/** Bundles of the sources in `folders`, of which those named `name…` are built into `into`. */
const bundles = (name, into, ...folders) => ({
  reads: (file) =>
    !/\.test\.|^[^/]+\/test\//.test(file) &&
    (!file.includes('/') || [...folders, 'build/', 'scripts/'].some((f) => file.startsWith(f))),
  writes: (file) => file.startsWith(into) && isBundle(file),
  work: () => run(toolPath('rollup'), ['-c', `--configOnly=${name}`]),
});

/**
 * In the order in which they need one another. A step is due when what it `reads` has changed, or what it `writes` is
 * not what it wrote.
 */
const steps = [
  { title: 'Building sdk: bundles', ...bundles('sdk', 'sdk/dist/', 'sdk/') },
  {
    title: 'Building types, relay and robot',
    reads: () => true,
    writes: (file) => !isBundle(file),
    work: compile,
  },
  {
    title: 'Building components: bundles',
    ...bundles('components', 'components/dist/', 'sdk/', 'components/'),
  },
  {
    title: 'Building robot: camera page',
    ...bundles('robot-page', 'robot/dist/page/', 'sdk/', 'robot/page/', 'robot/wire/'),
  },
];

/** For each step the state of its sources, and of what was built of them. */
function currentStamp() {
  const sources = sourceFiles();
  const built = builtFiles();
  return steps.map(({ reads, writes }) => ({
    sources: hashFiles(sources.filter(reads)),
    built: hashFiles(built.filter(writes)),
  }));
}

const lastStamp = () => (existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : []);

/**
 * Builds everything that others rely on.
 * @param {{force?: boolean}} [options] - `force`: all of it, from nothing
 * @throws {Failure} (as rejection) with the output of the tool that failed
 */
export async function build({ force = false } = {}) {
  if (force) removeBuilt();
  const stamp = await bringUpToDate(steps, {
    last: lastStamp(),
    look: currentStamp,
    work: ({ title, work }, isIntact) => step(title, () => work(isIntact)),
  });
  if (stamp === undefined) {
    console.log('Build: up to date');
    return;
  }
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamp));
}

/** Fails if custom-elements.json is not what the sources of the components say. */
export const checkManifest = () => run(process.execPath, ['scripts/build/manifest.mjs']);

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
