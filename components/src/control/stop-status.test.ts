import { NO_CONTROL, type ControlState, type StopLatch } from '@rtcbot-web/sdk';
import { describe, expect, it } from 'vitest';
import { resumeOffer, stopStatus, stopText, whoStopped, type StopFacts } from './stop-status.js';

type Stop = NonNullable<ControlState['stop']>;

function stopOf(change: Partial<Stop>): Stop {
  return {
    ...{ reason: 'silence', confirmed: false, sinceMs: 0, latches: [], resume: 'never' },
    ...change,
  };
}

const FACTS = { liveness: 'live', isWanted: false, wantedMs: 0, stoppingMs: 0 } as const;

describe('stopStatus', () => {
  const facts = (
    change: Partial<StopFacts> = {},
    stop?: { reason: 'emergency' | 'silence'; confirmed: boolean },
  ): StopFacts => ({
    liveness: 'live',
    isWanted: false,
    wantedMs: 0,
    stoppingMs: 0,
    ...change,
    control: { ...NO_CONTROL, stop: stop && stopOf(stop) },
  });
  const emergency = (confirmed: boolean) => ({ reason: 'emergency' as const, confirmed });

  it.each([
    ['none', facts()],
    ['none', facts({}, { reason: 'silence', confirmed: true })],
    ['pending', facts({ isWanted: true })],
    ['unconfirmed', facts({ isWanted: true, wantedMs: 1000 })],
    ['unconfirmed', facts({ isWanted: true, liveness: 'lost' })],
    ['unconfirmed', facts({ isWanted: true, liveness: undefined })],
    ['pending', facts({ stoppingMs: 500 }, emergency(false))],
    ['unconfirmed', facts({ stoppingMs: 1000 }, emergency(false))],
    ['confirmed', facts({ stoppingMs: 9000 }, emergency(true))],
    ['unconfirmed', facts({ liveness: 'lost' }, emergency(true))],
  ] as const)('is %s', (status, given) => {
    expect(stopStatus(given)).toBe(status);
    expect(stopText(status, given) === '').toBe(status === 'none');
  });
});

describe('who stopped, and who may resume', () => {
  const latch = (change: Partial<StopLatch>): StopLatch => ({
    ...{ origin: 'operator', id: 'abcdefgh', isHere: true, sinceMs: 0, resume: 'never' },
    ...change,
  });
  const control = (resume: Stop['resume'], ...latches: StopLatch[]): ControlState => ({
    ...{ ...NO_CONTROL, operatorId: 'me' },
    stop: stopOf({ reason: 'emergency', confirmed: true, resume, latches }),
  });
  const bumper = latch({ origin: 'robot', id: 'bumper' });
  const mine = latch({ id: 'me', resume: 'may' });
  const gone = latch({ isHere: false, resume: 'acknowledge' });

  it.each([
    ['', control('may')],
    ['Stopped by you.', control('may', mine)],
    ['Stopped by the robot itself (bumper). It is ended at the robot.', control('never', bumper)],
    [
      'Stopped by Operator abcde. It is ended there, or by a higher role.',
      control('never', latch({})),
    ],
    [
      'Stopped by Operator abcde, who has left. Make sure that the robot may move before you resume.',
      control('acknowledge', gone),
    ],
    ['Stopped by you; the robot itself (bumper).', control('may', mine, bumper)],
    [
      'Stopped by Operator abcde, who has left. The driver can end it.',
      control('never', latch({ isHere: false })),
    ],
  ])('%s', (text, given) => {
    expect(whoStopped(given)).toBe(text);
  });

  it('offers to resume what this page may end, and nothing else', () => {
    const offer = (given: ControlState, isWanted = false) =>
      resumeOffer('confirmed', { ...FACTS, control: given, isWanted });
    expect(offer(control('never', bumper))).toBeUndefined();
    expect(offer(control('never', bumper), true)?.acknowledged).toBe(false); // not yet delivered
    expect(offer(control('may', mine))).toEqual({ label: 'Resume', acknowledged: false });
    expect(offer(control('acknowledge', gone))?.acknowledged).toBe(true);
    expect(resumeOffer('none', { ...FACTS, control: NO_CONTROL })).toBeUndefined();
  });
});
