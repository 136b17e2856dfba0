import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(text);

/** Where Node would look for a package, from a folder of the lock file upwards. */
function places(folder, name) {
  const above = folder.lastIndexOf('node_modules/');
  const here = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
  if (folder === '') return [here];
  return [here, ...places(above > 0 ? folder.slice(0, above - 1) : '', name)];
}

describe('package-lock.json', () => {
  test('names no registry, so that everybody installs from their own', () => {
    expect(text).not.toMatch(/"resolved": "http/);
  });

  test('locks the builds for every platform: without them `npm ci` refuses elsewhere', () => {
    const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !places(folder, name).some((place) => place in packages))
        .map((name) => `${folder} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
