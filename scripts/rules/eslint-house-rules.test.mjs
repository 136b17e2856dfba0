import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { houseRules } from './eslint-house-rules.mjs';

/** Ids of the rules that `code` breaks. */
const broken = (code) =>
  new Linter()
    .verify(
      code,
      {
        files: ['**/*.ts'],
        linterOptions: { reportUnusedDisableDirectives: 'off' },
        languageOptions: { parser: tseslint.parser },
        plugins: { house: houseRules },
        rules: Object.fromEntries(
          Object.keys(houseRules.rules).map((name) => [`house/${name}`, 'error']),
        ),
      },
      'file.ts',
    )
    .map(({ ruleId, message }) => ruleId ?? message);

describe('house/docstring-on-export', () => {
  it.each([
    'export const limit = 3;',
    'export class Robot {}',
    '// not a docstring\nexport function drive() {}',
    'export default class {}',
    'export interface Pose { x: number }',
  ])('reports %j', (code) => {
    expect(broken(code)).toEqual(['house/docstring-on-export']);
  });

  it.each([
    '/** Most robots at once. */\nexport const limit = 3;',
    '/** Drive. */\nexport function drive(): void;\nexport function drive(a?: number): void {}',
    "export { Robot } from './robot.js';",
    'const inside = 3;',
  ])('accepts %j', (code) => {
    expect(broken(code)).toEqual([]);
  });
});

describe('house/reason-for-disabling', () => {
  it.each(['// eslint-disable-next-line no-var\n', '/* eslint-disable */\n', '// @ts-ignore\n'])(
    'reports %j',
    (code) => {
      expect(broken(code)).toContain('house/reason-for-disabling');
    },
  );

  it('accepts one with a reason', () => {
    expect(broken('// eslint-disable-next-line no-var -- the page is older than let\n')).toEqual(
      [],
    );
  });
});

describe('house/tsdoc-syntax', () => {
  it('reports broken docstrings', () => {
    expect(broken('/** @nosuchtag */\n')).toEqual(['house/tsdoc-syntax']);
  });

  it("knows the manifest's tags and their types", () => {
    expect(
      broken('/**\n * A player.\n * @summary Plays.\n * @attr {boolean} muted - no sound\n */\n'),
    ).toEqual([]);
  });
});
