import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureAgeNow } from './glass-to-glass.js';
import { handsOffText, SeenPicture, type PictureOnScreen } from './seen-picture.js';

const LINK = { rttMs: 40, jitterMs: 5, clockOffsetMs: 0, clockErrorMs: 20 };

describe('the age of a picture', () => {
  it('is its age when it was shown, the error of that, and the time since', () => {
    const frame = { captureTime: 100, expectedDisplayTime: 180 };
    expect(pictureAgeNow(frame, LINK, { nowMs: 200 })).toBe(80 + 45 + 20);
    expect(pictureAgeNow(frame, LINK, { nowMs: 170 })).toBe(80 + 45); // it is about to be shown
  });

  it('counts no more of a large error than leaves something to drive by', () => {
    const frame = { captureTime: 100, expectedDisplayTime: 180 };
    const slow = { ...LINK, rttMs: 900 };
    expect(pictureAgeNow(frame, slow, { nowMs: 180, timeoutMs: 700 })).toBe(80 + 175);
  });

  it('is a round trip and the time since where the browser does not tell when it was captured', () => {
    expect(pictureAgeNow({ expectedDisplayTime: 180 }, LINK, { nowMs: 200 })).toBe(40 + 20);
    expect(pictureAgeNow({ expectedDisplayTime: 180 }, undefined, { nowMs: 200 })).toBe(20);
  });
});

/** What is on two screens for a while. */
const screen = fc.constantFrom<'live' | 'frozen' | 'unseen' | 'other'>(
  'live',
  'frozen',
  'unseen',
  'other',
);
const steps = fc.array(fc.record({ screens: fc.tuple(screen, screen), ms: fc.nat(900) }), {
  minLength: 1,
  maxLength: 30,
});

describe('the picture that is seen', () => {
  it('is never taken for newer than the oldest one in view, nor than the last that was seen', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const picture = new SeenPicture();
        picture.rules = { timeoutMs: 700, hasNoSignal: false };
        const shownMs = [0, 0];
        let nowMs = 0;
        let trueMs: number | undefined;
        for (const { screens, ms } of all) {
          nowMs += ms;
          const shown = screens.map((how, index): PictureOnScreen => {
            if (how === 'live') shownMs[index] = nowMs;
            if (how === 'other') return undefined;
            return how === 'unseen' ? how : { expectedDisplayTime: shownMs[index]! };
          });
          picture.look(shown);
          const inView = screens.flatMap((how, index) =>
            how === 'live' || how === 'frozen' ? [shownMs[index]!] : [],
          );
          if (inView.length > 0) trueMs = Math.min(...inView);
          const ageMs = picture.ageMs(undefined, nowMs);
          expect(ageMs).toBe(trueMs === undefined ? undefined : nowMs - trueMs);
          expect(picture.isTooOld(ageMs)).toBe(trueMs === undefined || nowMs - trueMs > 700);
        }
      }),
    );
  });

  it('is what comes in only while no screen is known', () => {
    const picture = new SeenPicture();
    expect(picture.look([undefined])).toBe(false);
    picture.receive(undefined, 10);
    expect(picture.ageMs(undefined, 20)).toBeUndefined();
    picture.receive(7, 20);
    picture.receive(7, 50); // the same frame still
    expect(picture.ageMs(undefined, 60)).toBe(40);
    expect(picture.look(['unseen'])).toBe(true);
    expect(picture.look([])).toBe(true); // as of an element that was taken out of the page
    expect(picture.ageMs(undefined, 60)).toBe(40);
  });

  it('stands in the way of nothing where the robot needs none', () => {
    const picture = new SeenPicture();
    picture.rules = { timeoutMs: undefined, hasNoSignal: true };
    expect([undefined, 0, 1e9].map((ageMs) => picture.isTooOld(ageMs))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

it.each([
  [undefined, false, 'No picture yet: hands off'],
  [1_240, false, 'Picture is 1.2 s old: hands off'],
  [59_000, false, 'Picture is 59.0 s old: hands off'],
  [200_000, false, 'Picture is 3 min old: hands off'],
  [100, true, 'The camera has no signal: hands off'],
])('says of %s ms (no signal: %s) %s', (ageMs, hasNoSignal, text) => {
  expect(handsOffText(ageMs, { timeoutMs: 700, hasNoSignal })).toBe(text);
});
