import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFirefox, whyNoFirefox } from '../../e2e/firefox/install-firefox.mjs';

describe('findFirefox', () => {
  let folder;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'rtcbot-firefox-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const executable = (name, script) => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  };
  const firefox = (name) => executable(name, 'echo "Mozilla Firefox 140.3.0esr"');

  it('takes the first one that runs', () => {
    const missing = path.join(folder, 'missing');
    const broken = executable('broken', 'exit 1');
    const other = executable('other', 'echo "Chromium 140.0.1"');
    const good = firefox('good');
    const paths = [missing, broken, other, good, firefox('later')];
    expect(findFirefox({ env: {}, paths })).toBe(good);
    expect(whyNoFirefox({ env: {}, paths })).toBeUndefined();
  });

  it('takes the one that RTCBOT_FIREFOX names before all others', () => {
    const named = firefox('named');
    const paths = [firefox('usual')];
    expect(findFirefox({ env: { RTCBOT_FIREFOX: named }, paths })).toBe(named);
  });

  it('says so when RTCBOT_FIREFOX names none', () => {
    const paths = [firefox('usual')];
    const env = { RTCBOT_FIREFOX: path.join(folder, 'missing') };
    expect(() => findFirefox({ env, paths })).toThrow('is not a Firefox that runs');
  });

  it('says what to do when there is none', () => {
    expect(findFirefox({ env: {}, paths: [] })).toBeUndefined();
    expect(whyNoFirefox({ env: {}, paths: [] })).toContain('apt-get install firefox-esr');
  });
});
