import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ZOOM, movedBy, WHOLE, withinBox, zoomAt, type Zoom } from './zoom.js';

const way = fc.double({ min: -2, max: 2, noNaN: true });
const point = fc.record({ x: way, y: way });

/** Where a point of the picture is in the box. */
const shownAt = ({ factor, x, y }: Zoom, content: { x: number; y: number }) => ({
  x: content.x * factor + x,
  y: content.y * factor + y,
});

describe('zoom', () => {
  it('never leaves a part of the box empty, and ends at its limits', () => {
    const step = fc.oneof(
      fc.record({ factor: fc.double({ min: 0, max: 100 }), at: point }),
      fc.record({ move: point }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let zoom = WHOLE;
        for (const one of steps) {
          zoom = 'move' in one ? movedBy(zoom, one.move) : zoomAt(zoom, one.factor, one.at);
          expect(zoom.factor).toBeGreaterThanOrEqual(1);
          expect(zoom.factor).toBeLessThanOrEqual(MAX_ZOOM);
          for (const side of [-0.5, 0.5]) {
            const edge = shownAt(zoom, { x: side, y: side });
            expect(edge.x * Math.sign(side)).toBeGreaterThanOrEqual(0.5 - 1e-9);
            expect(edge.y * Math.sign(side)).toBeGreaterThanOrEqual(0.5 - 1e-9);
          }
        }
      }),
    );
  });

  it('keeps what is under the pointer there', () => {
    const before = { factor: 2, x: 0.1, y: -0.2 };
    const at = { x: 0.2, y: 0.1 };
    const content = { x: (at.x - before.x) / 2, y: (at.y - before.y) / 2 };
    const after = shownAt(zoomAt(before, 4, at), content);
    expect(after.x).toBeCloseTo(at.x);
    expect(after.y).toBeCloseTo(at.y);
  });

  it('is the whole picture where it makes no sense', () => {
    expect(withinBox({ factor: NaN, x: 1, y: 1 })).toBe(WHOLE);
    expect(zoomAt({ factor: 4, x: 1, y: 1 }, 0.5, { x: 0.5, y: 0.5 })).toBe(WHOLE);
    expect(movedBy(WHOLE, { x: 0.5, y: 0.5 })).toBe(WHOLE);
  });
});
