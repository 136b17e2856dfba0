import { describe, expect, it } from 'vitest';
import { HOP_MS } from '../../testing/relay-end.js';
import { RelayWorld } from '../../testing/relay-world.js';

/** How long a new operator takes to be connected, in ms; undefined if it is not within a dial's limit. */
function connectedAfterMs(world: RelayWorld): number | undefined {
  for (let ms = HOP_MS; ms < 10_000; ms += HOP_MS) {
    world.pass(HOP_MS);
    if (world.isConnected) return ms;
  }
  return undefined;
}

/** The operator's page is open, and the answer to its first join gets lost. */
function withLostAnswer(): RelayWorld {
  const world = new RelayWorld();
  world.pass(3 * HOP_MS);
  world.change({ relay: false });
  world.change({ relay: true });
  return world;
}

describe('the first offer', () => {
  it('saves the way to the relay and back', () => {
    const old = new RelayWorld();
    old.change({ offers: false });
    expect(connectedAfterMs(old)).toBe(9 * HOP_MS);
    expect(connectedAfterMs(new RelayWorld())).toBe(7 * HOP_MS);
  });

  it('counts although the robot answers before the relay does', () => {
    const world = new RelayWorld();
    world.answersFirst = true;
    expect(connectedAfterMs(world)).toBe(6 * HOP_MS);
  });

  it('is made anew when its answer may have got lost', () => {
    const world = withLostAnswer();
    const { link } = world.operator;
    expect(link.at === 'ready' && link.isSent).toBe(true);
    expect(connectedAfterMs(world)).toBeLessThan(3_000);
  });

  it('goes again as it is when the relay has refused it', () => {
    const world = new RelayWorld();
    world.pass(2 * HOP_MS);
    world.change({ store: false });
    world.pass(3 * HOP_MS);
    const { dials } = world.operator;
    world.change({ store: true });
    expect(connectedAfterMs(world)).toBeLessThan(3_000);
    expect(world.operator.dials).toBe(dials);
  });

  it('waits for nobody: without a robot its peer is given up', () => {
    const world = new RelayWorld();
    world.change({ robot: false });
    world.pass(10 * HOP_MS);
    expect(world.operator.link.at).toBe('due');
  });

  it('goes with the join of a link that is dialled again', () => {
    const world = new RelayWorld();
    world.pass(10 * HOP_MS);
    world.breakLink();
    expect(connectedAfterMs(world)).toBeLessThan(3_000);
    const { dials } = world.operator;
    expect(dials).toBe(2);
  });
});
