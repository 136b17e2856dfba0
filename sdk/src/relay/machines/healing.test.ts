import { describe, expect, it } from 'vitest';
import type { Conditions } from '../../testing/relay-end.js';
import { RelayWorld } from '../../testing/relay-world.js';

/** A world in which all has been well for a moment. */
function well(): RelayWorld {
  const world = new RelayWorld();
  world.pass(1000);
  expect(world.isConnected).toBe(true);
  return world;
}

const told = ({ healings }: RelayWorld) =>
  healings.map((now) => (now ? `${now.step} ${String(now.attempt)}: ${now.reason}` : 'well'));

describe('what is told of healing', () => {
  it('is nothing before it was well for the first time', () => {
    const world = new RelayWorld();
    world.change({ relay: false });
    world.pass(20_000);
    world.change({ relay: true });
    world.pass(20_000);
    expect(world.isConnected).toBe(true);
    expect(told(world)).toEqual([]);
  });

  it('is that the relay is tried again, while the call goes on', () => {
    const world = well();
    world.change({ relay: false });
    world.pass(60_000);
    expect(told(world)).toEqual(['rejoin 1: relay-away']);
    world.change({ relay: true });
    world.pass(10_000);
    expect(told(world)).toEqual(['rejoin 1: relay-away', 'well']);
  });

  it('is each step, with the reason for it, since the same moment', () => {
    const world = well();
    world.pass(5000);
    world.change({ path: false });
    world.pass(60_000);
    world.change({ path: true });
    world.pass(20_000);
    expect(told(world)).toEqual([
      'ice-restart 1: silent',
      'relay-only 1: timed-out',
      'wait 1: timed-out',
      'redial 1: timed-out',
      'wait 2: timed-out',
      'redial 2: timed-out',
      'wait 3: timed-out',
      'redial 3: timed-out',
      'wait 4: timed-out',
      'redial 4: timed-out',
      'well',
    ]);
    const since = new Set(world.healings.slice(0, -1).map((now) => now?.sinceMs));
    expect(since.size).toBe(1);
    expect(world.healing.counts).toEqual({
      ...{ rejoin: 0, 'ice-restart': 1, 'relay-only': 1, redial: 4, wait: 4 },
    });
  });

  it('is a wait while nobody can carry what would help', () => {
    const world = well();
    world.change({ relay: false });
    world.shakeLink();
    world.pass(5000);
    world.change({ relay: true });
    world.pass(20_000);
    expect(told(world)).toEqual([
      'rejoin 1: relay-away',
      'wait 1: interrupted',
      'ice-restart 1: interrupted',
      'well',
    ]);
  });

  it('is a new path for a steady link over which nothing comes in, long before the browser says so', () => {
    const world = well();
    world.pass(5000);
    world.change({ path: false });
    world.pass(2000);
    expect(told(world)).toEqual(['ice-restart 1: silent']);
    world.change({ path: true });
    world.pass(1000);
    expect(told(world)).toEqual(['ice-restart 1: silent', 'well']);
    expect(world.isConnected).toBe(true);
  });

  it('is a path through a TURN server alone, when both know each other and no other is found in four seconds', () => {
    const world = well();
    world.pass(5000);
    world.change({ direct: false });
    world.pass(5200);
    expect(told(world)).toEqual(['ice-restart 1: silent']);
    world.pass(1000);
    expect(told(world)).toEqual(['ice-restart 1: silent', 'relay-only 1: timed-out', 'well']);
    expect(world.isConnected).toBe(true);
  });

  it.each<[string, Partial<Conditions>]>([
    ['no TURN server', { turn: false }],
    ['nobody who answers', { delivery: false }],
  ])('is no path through a TURN server alone where there is %s', (_, missing) => {
    const world = new RelayWorld();
    world.change({ turn: missing.turn ?? true });
    world.pass(6000);
    world.change({ ...missing, direct: false });
    world.pass(16_000);
    expect(told(world)).toEqual(['ice-restart 1: silent']);
    world.pass(1000);
    expect(told(world).slice(1, 3)).toEqual(['wait 1: timed-out', 'redial 1: timed-out']);
  });

  it.each<[string, () => RelayWorld, readonly string[]]>([
    [
      'dial',
      () => {
        const world = well();
        world.change({ delivery: false });
        world.breakLink();
        return world;
      },
      ['wait 1: lost', 'redial 1: lost', 'well'],
    ],
    [
      'restart',
      () => {
        const world = well();
        world.pass(5000);
        world.change({ delivery: false });
        world.change({ path: false });
        return world;
      },
      ['ice-restart 1: silent', 'well'],
    ],
  ])(
    'is over as soon as a robot is back on which a %s got lost with its socket',
    (_, lose, steps) => {
      const world = lose();
      world.pass(7000);
      world.change({ delivery: true, path: true });
      world.pass(1000);
      expect(world.isConnected).toBe(false);
      world.tellPresence();
      world.pass(200);
      expect(world.isConnected).toBe(true);
      expect(told(world)).toEqual(steps);
    },
  );

  it('is over as soon as the operator is at the relay again when a restart got lost with its own socket', () => {
    const world = well();
    world.pass(5000);
    world.change({ path: false, delivery: false });
    world.pass(7000);
    world.change({ relay: false });
    world.pass(1000);
    world.change({ path: true, delivery: true, relay: true });
    world.pass(6000);
    expect(world.isConnected).toBe(true);
    expect(told(world).at(-1)).toBe('well');
    expect(world.healing.counts.redial).toBe(0);
  });

  it('is not that one is silent that has just been mended', () => {
    const world = well();
    world.pass(5000);
    world.peer.seemSilent();
    world.pass(1000);
    world.peer.seemSilent();
    world.pass(1000);
    expect(told(world)).toEqual(['ice-restart 1: silent', 'well']);
  });

  it('is that a silent link waits while the relay is away, and goes on when something is heard', () => {
    const world = well();
    world.pass(5000);
    world.change({ relay: false });
    world.peer.seemSilent();
    world.pass(1000);
    expect(told(world)).toEqual(['rejoin 1: relay-away', 'wait 1: silent', 'rejoin 2: relay-away']);
    world.change({ relay: true });
    world.pass(10_000);
    expect(told(world).at(-1)).toBe('well');
  });

  it('is a redial when the robot has started anew', () => {
    const world = well();
    world.restartRobot();
    world.pass(10_000);
    expect(told(world)).toEqual(['redial 1: robot-restarted', 'well']);
  });

  it('counts attempts from one again after it was well', () => {
    const world = well();
    for (let time = 0; time < 2; time++) {
      world.breakLink();
      world.pass(10_000);
    }
    const once = ['wait 1: lost', 'redial 1: lost', 'well'];
    expect(told(world)).toEqual([...once, ...once]);
    expect(world.healing.counts.redial).toBe(2);
  });

  it('is that it is over when the user hangs up', () => {
    const world = well();
    world.change({ relay: false });
    world.end();
    expect(told(world)).toEqual(['rejoin 1: relay-away', 'well']);
  });
});
