/** Where things are in this repository. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** What tools keep between runs; safe to delete. */
export const cacheFolder = path.join(root, '.cache');

/** Executable of an installed npm package. */
export const toolPath = (name) => path.join(root, 'node_modules', '.bin', name);

/** True where the file of `moduleUrl` is the one that Node was started with. */
export const isMain = (moduleUrl) =>
  process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(moduleUrl);
