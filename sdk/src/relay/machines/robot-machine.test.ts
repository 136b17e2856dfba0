import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignalingError, type RtcErrorCode } from '../../errors.js';
import { robotStep, UNREGISTERED, type RobotEvent, type RobotState } from './robot-machine.js';

const codes: RtcErrorCode[] = [
  ...(['try-again', 'too-many', 'relay-unreachable', 'not-joined'] as const),
  ...(['unauthorized', 'forbidden', 'token-expired'] as const),
];
const errors = fc.constantFrom(...codes).map((code) => new SignalingError(code, code));
const request = fc.nat(6);

const events: fc.Arbitrary<RobotEvent> = fc.oneof(
  fc.constantFrom<RobotEvent>({ type: 'relay-up' }, { type: 'woken' }, { type: 'wait-over' }),
  fc.boolean().map((isPlanned) => ({ type: 'relay-down', isPlanned }) as const),
  errors.map((error) => ({ type: 'relay-trouble', error }) as const),
  errors.map((error) => ({ type: 'signal-refused', error }) as const),
  request.map((number) => ({ type: 'registered', request: number }) as const),
  fc
    .tuple(request, errors)
    .map(
      ([number, error]) =>
        ({ type: 'register-refused', request: number, error, tokenIsFixed: false }) as const,
    ),
);

/** What a relay that works answers next. */
function answerOf({ membership }: RobotState): RobotEvent {
  switch (membership.at) {
    case 'asking':
      return { type: 'registered', request: membership.request };
    case 'refused':
      expect(membership.wait).toBeDefined();
      return { type: 'wait-over' };
    default:
      return { type: 'relay-up' };
  }
}

function settle(begin: RobotState): RobotState {
  let state = begin;
  for (let round = 0; round < 5 && state.membership.at !== 'in'; round++) {
    const { state: next, effects } = robotStep(state, answerOf(state));
    const renews = effects.some(({ type }) => type === 'renew-token');
    // The socket with the next token.
    state = renews ? robotStep(next, { type: 'relay-up' }).state : next;
  }
  return state;
}

describe('a robot', () => {
  it('is registered again whenever the relay works, whatever was before', () => {
    fc.assert(
      fc.property(fc.array(events), (history) => {
        const state = history.reduce(
          (before, event) => robotStep(before, event).state,
          UNREGISTERED,
        );
        expect(settle(state).membership.at).toBe('in');
      }),
    );
  });

  it('does nothing any more once it is closed', () => {
    fc.assert(
      fc.property(fc.array(events), (history) => {
        const { state: end } = robotStep(UNREGISTERED, { type: 'closed' });
        for (const event of history)
          expect(robotStep(end, event)).toEqual({ state: end, effects: [] });
      }),
    );
  });

  it.each(codes.slice(-3))('takes %s for final with a token of fixed text alone', (code) => {
    const { state } = robotStep(UNREGISTERED, { type: 'relay-up' });
    const refusal = {
      type: 'register-refused',
      request: 1,
      error: new SignalingError(code, code),
    } as const;
    expect(robotStep(state, { ...refusal, tokenIsFixed: true }).effects).toMatchObject([
      { type: 'fail' },
    ]);
    expect(robotStep(state, { ...refusal, tokenIsFixed: false }).state.closed).toBe(false);
  });

  it('stays ready while it changes sockets as the relay asked, and no longer when it is refused then', () => {
    const up = robotStep(UNREGISTERED, { type: 'relay-up' }).state;
    const registered = robotStep(up, { type: 'registered', request: 1 }).state;
    const away = robotStep(registered, { type: 'relay-down', isPlanned: true });
    expect(away.effects).toEqual([]);
    const back = robotStep(away.state, { type: 'relay-up' }).state;
    const error = new SignalingError('try-again', 'no store');
    const refusal = { type: 'register-refused', request: 2, error, tokenIsFixed: true } as const;
    expect(robotStep(back, refusal).effects).toMatchObject([
      { type: 'tell-ready', ready: false },
      { type: 'tell-trouble' },
    ]);
  });
});
