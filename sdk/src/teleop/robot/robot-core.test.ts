import fc from 'fast-check';
import { expect, it } from 'vitest';
import { World } from '../../testing/robot-world.js';
import { IDS, type Id, type Step } from '../../testing/world-steps.js';

const id = fc.constantFrom(...IDS);
const ms = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 120 }) },
  { weight: 1, arbitrary: fc.integer({ min: 120, max: 6_000 }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), ms }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      from: id,
      what: fc.constantFrom('heartbeat' as const, 'rest' as const, 'move' as const),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      pick: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(20)),
      keep: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('forge' as const), from: id, epochOf: id }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      from: id,
      type: fc.constantFrom(
        'request' as const,
        'request' as const,
        'release' as const,
        'stop' as const,
        'resume' as const,
        'acknowledge' as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('point' as const),
      from: id,
      type: fc.constantFrom('hand-over' as const, 'deny' as const),
      to: id,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who: id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('join' as const, 'renew' as const, 'renew' as const),
      who: id,
      role: fc.constantFrom('operator', 'operator', 'supervisor', 'viewer'),
      expiresInMs: fc.option(fc.oneof(ms, fc.constant(3e9)), { nil: undefined }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('press' as const),
      source: fc.constantFrom('bumper', 'button'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('unpress' as const),
      source: fc.constantFrom('bumper', 'button', undefined),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      pick: fc.nat(5),
      may: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reload' as const),
      who: id,
      instance: fc.constantFrom('one', 'two'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('give' as const),
      to: fc.option(id, { nil: undefined }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('confirm' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail-to-look' as const), ms }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('oversleep' as const), ms }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('program' as const),
      event: fc.constantFrom(
        ...(['started', 'ready', 'asked', 'asked', 'answered', 'stuck', 'lost'] as const),
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('see' as const),
      who: id,
      how: fc.constantFrom('live' as const, 'frozen' as const, 'none' as const, 'unsaid' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('signal' as const),
      who: id,
      signal: fc.constantFrom('live' as const, 'live' as const, 'lost' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('live' as const), from: id, ms: fc.nat(800) }),
  },
);

const HOUR_MS = 3_600_000;
const skew = fc.integer({ min: -HOUR_MS, max: HOUR_MS });
const skews = fc.record({ ann: skew, bob: skew, sue: skew, vic: skew });
const options = fc.constantFrom(
  {},
  { timeLimitMs: 2_000 },
  { asksRobot: true },
  { pictureTimeoutMs: 700 },
);

/** What leads to motion if nothing stands against it; a whole of steps that chance would seldom put together. */
const driving = (who: Id): Step[] => [
  { do: 'program', event: 'revive' },
  { do: 'see', who, how: 'live' },
  { do: 'confirm' },
  { do: 'unpress', source: undefined },
  { do: 'say', from: who, type: 'request' },
  { do: 'answer', pick: 0, may: true },
  { do: 'give', to: who },
  { do: 'answer', pick: 0, may: true },
  { do: 'confirm' },
  { do: 'send', from: who, what: 'heartbeat' },
  { do: 'deliver', pick: 0, keep: false },
  { do: 'send', from: who, what: 'rest' },
  { do: 'deliver', pick: 0, keep: false },
  { do: 'send', from: who, what: 'move' },
  { do: 'deliver', pick: 0, keep: true },
];
/** How motion goes on. */
const drivingOn = (who: Id): Step[] => [
  { do: 'send', from: who, what: 'heartbeat' },
  { do: 'deliver', pick: 0, keep: false },
  { do: 'send', from: who, what: 'move' },
  { do: 'deliver', pick: 0, keep: true },
];
/** A command that is long under way. */
const late = (who: Id, ms: number): Step[] => [
  { do: 'send', from: who, what: 'move' },
  { do: 'live', from: who, ms },
  { do: 'deliver', pick: 0, keep: true },
];
const steps = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: step.map((one) => [one]) },
      { weight: 2, arbitrary: id.map(driving) },
      { weight: 2, arbitrary: id.map(drivingOn) },
      { weight: 1, arbitrary: fc.tuple(id, fc.nat(900)).map(([who, lateMs]) => late(who, lateMs)) },
      { weight: 2, arbitrary: id.chain((who) => fc.subarray(driving(who))) },
    ),
    { minLength: 10, maxLength: 60 },
  )
  .map((parts) => parts.flat());

it('has one holder at most, and no motion without a fresh command of the holder, whatever happens in whatever order', () => {
  let moves = 0;
  fc.assert(
    fc.property(skews, options, steps, fc.nat(60), (skewMs, given, all, endAt) => {
      const world = new World(skewMs, given);
      for (const [at, one] of all.entries()) {
        // In few of them: nothing moves afterwards.
        if (endAt < 10 && at === endAt * 20) world.play({ do: 'end' });
        world.play(one);
      }
      moves += world.moves;
    }),
    { numRuns: 200 },
  );
  // The property is not true for want of motion.
  expect(moves).toBeGreaterThan(250);
}, 60_000);
