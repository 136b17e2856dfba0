import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeComplaint } from './node-version.mjs';
import { packagesAreCurrent, writeStamp } from './programs/npm-packages.mjs';

describe('nodeComplaint', () => {
  it.each([
    ['20.0', '20.0.0'],
    ['20.0', '22.1.0'],
    ['20.19', '20.19.0'],
    ['20.19', '24.0.0'],
  ])('%s is satisfied by %s', (needed, version) => {
    expect(nodeComplaint(needed, version)).toBe('');
  });

  it.each([
    ['20.0', '18.20.4'],
    ['20.0', '12.22.9'],
    ['20.19', '20.18.3'],
  ])('%s is not satisfied by %s', (needed, version) => {
    expect(nodeComplaint(needed, version)).toContain(
      `Node.js ${needed} or later is needed; this is ${version}`,
    );
  });
});

describe('packagesAreCurrent', () => {
  let folder;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'rtcbot-packages-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const lock = (packages) =>
    writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  const installed = (packages) => {
    mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
    writeFileSync(
      path.join(folder, 'node_modules/.package-lock.json'),
      JSON.stringify({ packages }),
    );
  };
  const lit = { version: '3.3.0' };
  const otherMachine = { version: '1.0.0', optional: true, os: ['aix'], cpu: ['ppc64'] };
  const thisMachine = {
    version: '1.0.0',
    optional: true,
    os: [process.platform],
    cpu: [process.arch],
  };

  it('is false without node_modules', () => {
    lock({ 'node_modules/lit': lit });
    expect(packagesAreCurrent(folder)).toBe(false);
  });

  it('accepts what npm has installed by hand, native builds for other machines apart', () => {
    lock({
      '': {},
      sdk: { version: '0.1.0' },
      'node_modules/@rtcbot-web/sdk': { link: true },
      'node_modules/lit': lit,
      'node_modules/native-aix': otherMachine,
      'node_modules/native': thisMachine,
    });
    installed({ 'node_modules/lit': lit, 'node_modules/native': thisMachine });
    expect(packagesAreCurrent(folder)).toBe(true);
  });

  it.each([
    ['a version differs', { 'node_modules/lit': { version: '3.2.0' } }],
    ['a package is missing', {}],
  ])('is false where %s', (_what, packages) => {
    lock({ 'node_modules/lit': lit });
    installed(packages);
    expect(packagesAreCurrent(folder)).toBe(false);
  });

  it('is false where native builds are those of another machine', () => {
    lock({ 'node_modules/native': thisMachine });
    installed({});
    expect(packagesAreCurrent(folder)).toBe(false);
  });

  it('believes its stamp until the lock file changes', () => {
    lock({ 'node_modules/lit': lit });
    writeStamp(folder);
    expect(packagesAreCurrent(folder)).toBe(true);
    lock({ 'node_modules/lit': { version: '3.4.0' } });
    expect(packagesAreCurrent(folder)).toBe(false);
  });
});
