import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { OperatorTeleop } from '../../teleop/operator/operator-teleop.js';
import type { RobotCore } from '../../teleop/robot/robot-core.js';

/** A bug that is planted: in a copy of a file of `sdk/src/teleop`, `find` is there once and becomes `put`. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const teleop = fileURLToPath(new URL('../../teleop/', import.meta.url));

/** The robot's core, opened. @param patches - the bugs that are planted */
export async function openCore(
  patches: readonly Patch[] = [],
): Promise<{ readonly RobotCore: typeof RobotCore }> {
  return (await open('robot/robot-core.ts', patches)) as { RobotCore: typeof RobotCore };
}

/** The operator's side in a page, opened. Its clock is `searchClock` of the global scope; it has no timers. */
export async function openPage(
  patches: readonly Patch[] = [],
): Promise<{ readonly OperatorTeleop: typeof OperatorTeleop }> {
  const opened = await open('operator/operator-teleop.ts', patches);
  return opened as { OperatorTeleop: typeof OperatorTeleop };
}

/**
 * A source file and what it imports, as they are but for two things: private fields can be read and put back (`#stop` is `$stop`),
 * and the bugs in `patches` are planted.
 */
async function open(entry: string, patches: readonly Patch[]): Promise<unknown> {
  const left = new Set(patches);
  const { outputFiles } = await build({
    entryPoints: [path.join(teleop, entry)],
    ...{ bundle: true, write: false, format: 'esm', target: 'es2022', logLevel: 'silent' },
    define: { 'performance.now': 'searchClock.now', setInterval: 'searchClock.setInterval' },
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
  return import(/* @vite-ignore */ `data:text/javascript,${code}`);
}
