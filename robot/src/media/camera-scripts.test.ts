import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readScriptFile, scriptUrl } from './camera-scripts.js';

let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scripts-'));
  script = join(folder, 'in', 'a scene.js');
  await mkdir(dirname(script));
  await writeFile(script, 'draw');
  await writeFile(join(folder, 'in', 'sky.png'), 'sky');
  await writeFile(join(folder, 'in', 'secret.txt'), 'secret');
  await writeFile(join(folder, 'above.js'), 'above');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const read = async (path: string): Promise<string | undefined> => {
  const file = await readScriptFile(path, [script]);
  return file && `${file.type.split(';')[0]!} ${file.body.toString()}`;
};

it('gives a script, and what lies beside it', async () => {
  const url = scriptUrl(script);
  expect(await read(url)).toBe('text/javascript draw');
  expect(await read(url.replace(/[^/]*$/, 'sky.png'))).toBe('image/png sky');
});

it('gives nothing else', async () => {
  const beside = scriptUrl(script).replace(/[^/]*$/, '');
  for (const path of [
    `${beside}secret.txt`,
    `${beside}not-there.js`,
    `${beside}../above.js`,
    `${beside}..%2Fabove.js`,
    `${beside}%`,
    scriptUrl(join(folder, 'above.js')),
    'scripts/!/above.js',
    'scripts/',
    '',
  ]) {
    expect(await read(path), path).toBeUndefined();
  }
});
