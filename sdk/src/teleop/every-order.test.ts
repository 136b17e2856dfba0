/**
 * All orders of what can happen to a robot, and to a page that drives it, up to a depth: `npm test` tries the small ones,
 * `npm run soak:search` those that take minutes, and says how far it is. Nothing in it is random: a second run does the same.
 */
import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../testing/search/mutants.js';
import { openCore, openPage } from '../testing/search/open-core.js';
import { PAGE_MUTANTS, pageSpace } from '../testing/search/page-scene.js';
import { spaceOf, type SceneName } from '../testing/search/scenes.js';
import {
  Search,
  type Outcome,
  type Progress,
  type SearchLimits,
} from '../testing/search/search.js';

/** How many events follow each other: in `npm test`, and in the long search. */
const DEPTHS: Readonly<Record<SceneName, readonly [short: number, long: number]>> = {
  link: [3, 6],
  picture: [4, 7],
  control: [3, 6],
  asking: [4, 8],
  stops: [3, 6],
  program: [3, 7],
  everything: [2, 5],
};
const PAGE_DEPTHS = [3, 6] as const;
const IS_LONG = process.env['RTCBOT_SEARCH'] === 'long';
/** Many times what it takes on two busy cores. */
const TIMEOUT_MS = IS_LONG ? 6 * 3_600_000 : 120_000;
const MUTANT_DEPTH = 5;

function limitsOf(name: string, short: number, long: number): SearchLimits {
  return IS_LONG ? { depth: long, onProgress: reporter(name) } : { depth: short };
}

function reporter(name: string): (progress: Progress) => void {
  const beganMs = performance.now();
  return ({ depth, states, steps }) => {
    const seconds = (performance.now() - beganMs) / 1000;
    const rate = Math.round(states / seconds).toLocaleString('en');
    const text = `depth ${depth}, ${states.toLocaleString('en')} states, ${steps.toLocaleString('en')} steps`;
    process.stderr.write(`${name}: ${text}, ${seconds.toFixed(0)} s, ${rate} states/s\n`);
  };
}

/** What is wrong, and the shortest way to it, line by line. */
function toldOf({ violation }: Outcome): string {
  return violation ? [violation.what, ...violation.trace].join('\n  ') : '';
}

describe('every order of events', () => {
  it.each(Object.entries(DEPTHS) as [SceneName, [number, number]][])(
    'keeps what docs/teleop.md promises, and leads to driving again: %s',
    async (name, [short, long]) => {
      const { RobotCore } = await openCore();
      const outcome = new Search(spaceOf(name, RobotCore)).run(limitsOf(name, short, long));
      expect(toldOf(outcome)).toBe('');
      expect(outcome.states).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  it(
    'sends no motion from a page but what the operator wants, whatever the robot says',
    async () => {
      const { OperatorTeleop } = await openPage();
      const search = new Search(pageSpace(OperatorTeleop));
      const outcome = search.run(limitsOf('page', ...PAGE_DEPTHS));
      expect(toldOf(outcome)).toBe('');
      expect(outcome.states).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  it.each(Object.entries(MUTANTS))('would find %s', async (_, mutant) => {
    const { RobotCore } = await openCore([mutant]);
    const { violation } = new Search(spaceOf(mutant.scene, RobotCore)).run({ depth: MUTANT_DEPTH });
    expect(violation?.what).toBe(`Not so: ${mutant.breaks}.`);
  });

  it.each(Object.entries(PAGE_MUTANTS))('would find %s', async (_, mutant) => {
    const { OperatorTeleop } = await openPage([mutant]);
    const { violation } = new Search(pageSpace(OperatorTeleop)).run({ depth: MUTANT_DEPTH });
    expect(violation?.what).toBe(`Not so: ${mutant.breaks}.`);
  });

  it('tells the shortest way to what is wrong, in plain words', async () => {
    const { RobotCore } = await openCore([MUTANTS['a gate that takes a command twice']!]);
    const outcome = new Search(spaceOf('link', RobotCore)).run({ depth: MUTANT_DEPTH });
    expect(toldOf(outcome)).toMatchInlineSnapshot(`
      "Not so: no command counts twice.
        ann comes as operator
        ann says request
        ann says heartbeat
        ann says rest
        ann says move
        ann says rest
        ann sends move, which is under way
        what is under way arrives
        what is under way arrives"
    `);
  });
});
