/** Which files a build reads and writes, and a hash that changes when one of them does. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../project.mjs';

const ROOMS = ['sdk', 'components', 'relay', 'robot'];

/** Files outside the rooms that decide what is built. */
const isBuildFile = (name) =>
  ['package-lock.json', 'rollup.config.js'].includes(name) || /^tsconfig.*\.json$/.test(name);
const isBuildScript = (name) => /^build[^.]*\.mjs$/.test(name);
const BUILD_SCRIPTS = 'scripts/build';

/** Every file below `folder` whose path (`/` between folders) passes `isWanted`, in a fixed order. */
function listFiles(folder, isWanted) {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (!isWanted(file)) return [];
      return entry.isDirectory() ? listFiles(file, isWanted) : [file];
    });
}

const isSource = (file) => !/(^|\/)(node_modules|dist|\.[^/]*)$/.test(file);

/** Sources of the packages, and what says how to build them. */
export const sourceFiles = () => [
  ...ROOMS.flatMap((room) => listFiles(room, isSource)),
  ...readdirSync(root).filter(isBuildFile),
  ...readdirSync(path.join(root, 'build')).map((name) => `build/${name}`),
  ...readdirSync(path.join(root, BUILD_SCRIPTS))
    .filter(isBuildScript)
    .map((name) => `${BUILD_SCRIPTS}/${name}`),
];

/** What the last build wrote, without tsc's own records. */
export const builtFiles = () =>
  ROOMS.flatMap((room) =>
    readdirSync(path.join(root, room)).includes('dist')
      ? listFiles(`${room}/dist`, (file) => !file.endsWith('.tsbuildinfo'))
      : [],
  );

/** One hash over names and contents. */
export function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Deletes all that was built. */
export function removeBuilt() {
  for (const room of ROOMS) rmSync(path.join(root, room, 'dist'), { recursive: true, force: true });
}
