import { describe, expect, it } from 'vitest';
import { inParts, type Sides } from './turned-plane.js';

describe('inParts', () => {
  const upright: Sides = { across: { x: 200, y: 0 }, down: { x: 0, y: 100 } };

  it.each<[string, Sides, { x: number; y: number }]>([
    ['upright', upright, { x: 0.1, y: 0.1 }],
    ['mirrored', { ...upright, across: { x: -200, y: 0 } }, { x: -0.1, y: 0.1 }],
    [
      'a quarter turned',
      { across: { x: 0, y: 200 }, down: { x: -100, y: 0 } },
      { x: 0.05, y: -0.2 },
    ],
    ['twice as large', { across: { x: 400, y: 0 }, down: { x: 0, y: 200 } }, { x: 0.05, y: 0.05 }],
    ['skewed', { across: { x: 200, y: 0 }, down: { x: 100, y: 100 } }, { x: 0.05, y: 0.1 }],
  ])('is right in an element that is %s', (_, sides, { x, y }) => {
    const parts = inParts({ x: 20, y: 10 }, sides)!;
    expect(parts.x).toBeCloseTo(x);
    expect(parts.y).toBeCloseTo(y);
  });

  it('is nothing where the element has no area', () => {
    const nothing = { x: 0, y: 0 };
    expect(inParts({ x: 20, y: 10 }, { across: nothing, down: nothing })).toBeUndefined();
    expect(inParts({ x: 20, y: 10 }, { ...upright, across: upright.down })).toBeUndefined();
  });
});
