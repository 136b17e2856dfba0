import { describe, expect, it } from 'vitest';
import { camerasToAskFor, type CameraWish } from './camera-wish.js';

describe('the cameras that a robot is asked for', () => {
  const known = ['front', 'rear', 'arm'];
  const ask = (wish: Partial<CameraWish>) =>
    camerasToAskFor({ known, shown: ['front'], wanted: [], keepsFirst: false, ...wish });

  it('are the first one where nobody has a wish, or one that cannot be fulfilled', () => {
    expect(ask({})).toEqual(['front']);
    expect(ask({ wanted: ['top'] })).toEqual(['front']);
    expect(ask({ known: [], shown: [] })).toEqual([]);
  });

  it('are those that are wanted, and the first one only if somebody looks at the first track', () => {
    expect(ask({ wanted: ['rear'] })).toEqual(['rear']);
    expect(ask({ wanted: ['rear'], keepsFirst: true })).toEqual(['front', 'rear']);
    expect(ask({ wanted: ['rear'], shown: ['rear'], keepsFirst: true })).toEqual(['front', 'rear']);
  });

  it('stay on their tracks when others come and go', () => {
    expect(ask({ wanted: ['front', 'arm', 'rear'], shown: ['arm'] })).toEqual([
      ...['arm', 'front', 'rear'],
    ]);
    expect(ask({ wanted: ['rear', 'arm'], shown: ['front', 'rear', 'arm'] })).toEqual([
      ...['arm', 'rear'],
    ]);
    expect(ask({ wanted: ['arm'], shown: ['rear', 'arm'], keepsFirst: true })).toEqual([
      ...['front', 'arm'],
    ]);
  });
});
