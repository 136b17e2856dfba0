import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { RobotCore } from '../../teleop/robot/robot-core.js';

interface Core {
  readonly RobotCore: typeof RobotCore;
}

/** A bug that is planted: in a copy of a file of `sdk/src/teleop`, `find` is there once and becomes `put`. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const teleop = fileURLToPath(new URL('../../teleop/', import.meta.url));

/**
 * The robot's core as it is in the sources, but for two things: its private fields can be read and put back (`#stop` is `$stop`), and the
 * bugs in `patches` are planted.
 */
export async function openCore(patches: readonly Patch[] = []): Promise<Core> {
  const left = new Set(patches);
  const { outputFiles } = await build({
    entryPoints: [path.join(teleop, 'robot/robot-core.ts')],
    ...{ bundle: true, write: false, format: 'esm', target: 'es2022', logLevel: 'silent' },
    plugins: [
      {
        name: 'open',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
            let text = await readFile(file, 'utf8');
            for (const patch of patches) {
              if (path.relative(teleop, file) !== patch.file) continue;
              if (text.split(patch.find).length !== 2) continue;
              text = text.replace(patch.find, () => patch.put);
              left.delete(patch);
            }
            return { contents: text.replaceAll(/#(?=[a-z])/g, '$'), loader: 'ts' };
          });
        },
      },
    ],
  });
  for (const { file, find } of left) throw new Error(`${file} does not say once: ${find}`);
  const code = encodeURIComponent(outputFiles[0]?.text ?? '');
  return (await import(/* @vite-ignore */ `data:text/javascript,${code}`)) as Core;
}
