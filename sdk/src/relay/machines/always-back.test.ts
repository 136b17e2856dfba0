import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignalingError } from '../../errors.js';
import { ALL_WELL, type Conditions } from '../../testing/relay-end.js';
import type { Fault } from '../../testing/fault.js';
import { RelayWorld } from '../../testing/relay-world.js';
import { operatorStep } from './operator-machine.js';
import type { OperatorState } from './operator-state.js';
import { socketStep } from './socket-machine.js';

/** Long enough for any pause and limit that is under way. */
const CALM_MS = 120_000;

type Happening = (world: RelayWorld) => void;

/** Its words are what a failing property shows. */
function called(words: unknown, happen: Happening): Happening {
  return Object.assign(happen, { [fc.toStringMethod]: () => JSON.stringify(words) });
}

const conditions = fc.record(
  Object.fromEntries(Object.keys(ALL_WELL).map((name) => [name, fc.boolean()])) as Record<
    keyof Conditions,
    fc.Arbitrary<boolean>
  >,
  { requiredKeys: [] },
);

const refusalCodes = [
  ...(['too-many', 'try-again', 'relay-unreachable', 'robot-offline', 'not-joined'] as const),
];

const linkNews = [
  ...(['link-up', 'link-lost', 'link-shaky', 'link-silent', 'link-heard'] as const),
];

/** Faults and repairs, news of the relay, of the page and of the link. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  conditions.map((change) =>
    called(change, (world) => {
      world.change(change);
    }),
  ),
  fc.constant(
    called('all well', (world) => {
      world.change(ALL_WELL);
    }),
  ),
  fc
    .constantFrom(
      'restartRobot',
      'forgetOperator',
      'forgetRooms',
      'breakLink',
      'shakeLink',
      'deafenSocket',
      'tellPresence',
    )
    .map((name) =>
      called(name, (world) => {
        world[name]();
      }),
    ),
  fc.constant(
    called('seem silent', (world) => {
      world.peer.seemSilent();
    }),
  ),
  fc.nat(2000).map((withinMs) =>
    called({ withinMs }, (world) => {
      world.onSocket({ type: 'reconnect', withinMs });
    }),
  ),
  fc.constant(
    called('woken', (world) => {
      world.onSocket({ type: 'woken' });
      world.on({ type: 'woken' });
    }),
  ),
  fc.constantFrom(...refusalCodes).map((code) =>
    called(code, (world) => {
      const { request } = world.operator.membership;
      const error = new SignalingError(code, code);
      world.on({ type: 'join-refused', request, error, tokenIsFixed: true });
    }),
  ),
  fc.integer({ min: 1, max: 3 }).map((back) =>
    called({ joinedLate: back }, (world) => {
      const request = world.operator.membership.request - back;
      world.on({
        type: 'joined',
        request,
        instanceId: 'instance-0',
        isOffered: false,
        canRelay: true,
      });
    }),
  ),
  fc.constantFrom(...linkNews).map((type) =>
    called({ ofAnOldLink: type }, (world) => {
      const { dials, key } = world.operator;
      world.on({ type, sessionId: `${key}-${String(dials - 2)}` });
    }),
  ),
);

const history = fc.array(fc.tuple(fc.oneof(fc.nat(50), fc.nat(1000), fc.nat(30_000)), happening), {
  maxLength: 30,
});

function live(world: RelayWorld, events: readonly (readonly [number, Happening])[]): void {
  for (const [ms, happen] of events) {
    world.pass(ms);
    happen(world);
    expect(world.deadEnd).toBeUndefined();
  }
}

function comesBack(fault: Fault = {}) {
  return fc.property(history, (events) => {
    const world = new RelayWorld(fault);
    live(world, events);
    world.change(ALL_WELL);
    world.pass(CALM_MS);
    const { isConnected, failure, healing } = world;
    expect({ isConnected, failure, healing: healing.now }).toEqual({ isConnected: true });
  });
}

function endsForGood(fault: Fault = {}) {
  return fc.property(history, history, (before, after) => {
    const world = new RelayWorld(fault);
    live(world, before);
    world.end();
    live(world, after);
    world.pass(CALM_MS);
    expect(world.effectsAfterEnd).toBe(0);
    expect(world.socket.at).toBe('idle');
  });
}

/** Machines that are spoilt on purpose: the properties have to find each. */
const FAULTS: Record<string, Fault> = {
  'one timer for two waits': { oneTimer: true },
  'a refused join is not tried again': {
    operator: afterwards((state) => ({
      ...state,
      membership:
        state.membership.at === 'refused'
          ? { ...state.membership, wait: undefined }
          : state.membership,
    })),
  },
  'a dial has no limit': {
    operator: afterwards((state) => ({
      ...state,
      link: state.link.at === 'dialling' ? { ...state.link, wait: undefined } : state.link,
    })),
  },
  'a path through a TURN server is looked for without a limit': {
    operator: afterwards((state) => ({
      ...state,
      link: state.link.at === 'relaying' ? { ...state.link, wait: undefined } : state.link,
    })),
  },
  'a robot whose coming was missed is not found': {
    operator: afterwards((state) => ({
      ...state,
      membership:
        state.membership.at === 'in' ? { ...state.membership, wait: undefined } : state.membership,
    })),
  },
  'late answers to a join count': {
    operator: (state, event) =>
      operatorStep(
        state,
        event.type === 'joined' ? { ...event, request: state.membership.request } : event,
      ),
  },
  'news of an old link count': {
    operator: (state, event) =>
      operatorStep(
        state,
        'sessionId' in event && 'sessionId' in state.link
          ? { ...event, sessionId: state.link.sessionId }
          : event,
      ),
  },
  'a new page of the robot is taken for the old one': {
    operator: (state, event) =>
      operatorStep(
        state,
        event.type === 'robot-online' && 'instanceId' in state.link
          ? { ...event, instanceId: state.link.instanceId }
          : event,
      ),
  },
  'a link that is ready is not given up when the robot is away': {
    operator: (state, event) => {
      const step = operatorStep(state, event);
      const isLeft = event.type === 'joined' && state.link.at === 'ready' && !event.instanceId;
      return isLeft ? { ...step, state: { ...step.state, link: state.link } } : step;
    },
  },
  'a link is dialled again without asking for the place': {
    operator: (state, event) => {
      const step = operatorStep(state, event);
      if (event.type !== 'wait-over' || state.membership.at !== 'in') return step;
      if (event.of !== 'link' || state.link.at !== 'lost') return step;
      const { robot, membership } = state;
      if (robot === undefined) return step;
      return operatorStep(
        { ...state, link: { at: 'due' }, membership: { ...membership, at: 'asking' } },
        {
          ...{ type: 'joined', request: membership.request, instanceId: robot },
          ...{ isOffered: false, canRelay: false },
        },
      );
    },
  },
  'a token that could not be fetched is not fetched again': {
    socket: (state, event) =>
      event.type === 'token-failed' && state.token === undefined
        ? { state: { ...state, at: 'waiting', wait: undefined }, effects: [] }
        : socketStep(state, event),
  },
  'a relay that does not answer is waited for': {
    socket: (state, event) =>
      event.type === 'unanswered' ? { state, effects: [] } : socketStep(state, event),
  },
};

function afterwards(spoil: (state: OperatorState) => OperatorState): typeof operatorStep {
  return (before, event) => {
    const { state, effects } = operatorStep(before, event);
    return { state: spoil(state), effects };
  };
}

describe('an operator', () => {
  it('is connected whenever relay and robot have been there for long enough', () => {
    fc.assert(comesBack(), { numRuns: 1000 });
  });

  it('does nothing any more once it has hung up', () => {
    fc.assert(endsForGood(), { numRuns: 300 });
  });

  it.each(Object.keys(FAULTS))('would be caught if it had the fault: %s', (name) => {
    expect(fc.check(comesBack(FAULTS[name]), { numRuns: 10_000 }).failed).toBe(true);
  });

  it('would be caught if it went on after its end', () => {
    const operator: typeof operatorStep = (state, event) =>
      event.type === 'closed' ? { state, effects: [] } : operatorStep(state, event);
    expect(fc.check(endsForGood({ operator }), { numRuns: 300 }).failed).toBe(true);
  });
});
