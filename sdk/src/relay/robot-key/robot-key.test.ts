import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { RtcErrorCode } from '../../errors.js';
import type { RobotProof, Signal } from '../relay-messages.js';
import { AnswerGate } from './answer-gate.js';
import { AnswerSigner } from './answer-signer.js';
import { answerStatement, robotKeyPrint, type AnswerFacts } from './answer-statement.js';
import { robotKeyTrust, type KeyStorage, type TrustedRobotKey } from './robot-key-trust.js';

const toText = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('base64url');

/** Somebody with a key. */
async function createHolder() {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const key = toText(await crypto.subtle.exportKey('raw', pair.publicKey));
  const sign = async (facts: AnswerFacts): Promise<RobotProof> => {
    const statement = new TextEncoder().encode(answerStatement(facts));
    const signature = await crypto.subtle.sign('Ed25519', pair.privateKey, statement);
    return { key, signature: toText(signature) };
  };
  return { key, sign };
}

type Holder = Awaited<ReturnType<typeof createHolder>>;

let robot: Holder;
let attacker: Holder;
beforeAll(async () => {
  robot = await createHolder();
  attacker = await createHolder();
});

/** Waits until all that was begun before is through: a call of its own takes every step that they take. */
async function settled(): Promise<void> {
  const { negotiate } = createCall({ trusted: robot.key });
  await negotiate(offer, answer);
}

/** An error that ended a call. */
type Refusal = Error & { readonly code?: RtcErrorCode };

const unchanged = (signal: Signal): Signal => signal;

interface CallOptions {
  readonly trusted?: TrustedRobotKey | undefined;
  readonly storage?: KeyStorage;
  readonly holder?: Holder;
  readonly sessionId?: string;
  /** What the relay makes of a signal on its way to the robot, and back. */
  readonly toRobot?: (signal: Signal) => Signal;
  readonly toOperator?: (signal: Signal) => Signal[];
}

/** An operator's gate and a robot's signer, with a relay between them that may do as it likes. */
function createCall(options: CallOptions) {
  const { sessionId = 'session-1', holder = robot } = options;
  const { toRobot = unchanged, toOperator = (one: Signal) => [one] } = options;
  const delivered: Signal[] = [];
  const errors: Refusal[] = [];
  const keys: string[] = [];
  const gate = new AnswerGate({
    robotId: 'rover-1',
    trust: robotKeyTrust(
      options.trusted,
      'relay rover-1',
      () => options.storage ?? createStorage(),
    ),
    deliver: (signal) => delivered.push(signal),
    onVerified: (key) => keys.push(key),
    onRefused: (error) => errors.push(error),
  });
  gate.open(sessionId);
  const passed: Signal[] = [];
  let calls = 0;
  const signer = new AnswerSigner(holder.sign, { robotId: 'rover-1', sessionId }, (signal) => {
    passed.push(signal);
    for (const one of toOperator(signal)) gate.onSignal(one);
  });
  const negotiate = async (offer: string, ...answers: Signal[]): Promise<void> => {
    gate.sent({ type: 'offer', sdp: offer });
    signer.took(toRobot({ type: 'offer', sdp: offer }));
    const isOver = (): boolean =>
      errors.length > 0 || delivered.filter(({ type }) => type === 'answer').length === calls;
    calls++;
    for (const signal of answers) signer.send(signal);
    await vi.waitUntil(isOver, { timeout: 60_000 });
  };
  return { gate, signer, delivered, errors, keys, passed, negotiate };
}

function createStorage(): KeyStorage {
  const entries = new Map<string, string>();
  return {
    getItem: (name) => entries.get(name) ?? null,
    setItem: (name, value) => void entries.set(name, value),
  };
}

const offer = 'v=0 offer a=fingerprint:sha-256 AA';
const answer: Signal = { type: 'answer', sdp: 'v=0 answer a=fingerprint:sha-256 BB' };
const candidate: Signal = { type: 'candidate', candidate: { candidate: 'c' } };
const withSdp = (signal: Signal, from: string, to: string): Signal =>
  'sdp' in signal ? { ...signal, sdp: signal.sdp.replace(from, to) } : signal;

describe('a trusted robot key', () => {
  it('lets the signed answer pass, and what follows it after it', async () => {
    const { delivered, errors, keys, negotiate } = createCall({ trusted: robot.key });
    await negotiate(offer, answer, candidate);
    expect(delivered.map(({ type }) => type)).toEqual(['answer', 'candidate']);
    expect(errors).toEqual([]);
    expect(keys).toEqual([robot.key]);
  });

  it('holds for each further offer and answer', async () => {
    const call = createCall({
      trusted: robot.key,
      toOperator: (one) =>
        'sdp' in one && one.sdp.includes('second') ? [withSdp(one, 'BB', 'CC')] : [one],
    });
    await call.negotiate(offer, answer);
    await call.negotiate('second offer', { type: 'answer', sdp: 'second answer BB' });
    expect(call.delivered).toHaveLength(1);
    expect(call.errors.map(({ code }) => code)).toEqual(['robot-key-mismatch']);
  });

  it('may be one of several, while one replaces another', async () => {
    const { delivered, negotiate } = createCall({ trusted: `${attacker.key} ${robot.key}` });
    await negotiate(offer, answer);
    expect(delivered).toHaveLength(1);
  });

  const attacks: [string, string, () => Partial<CallOptions>][] = [
    [
      'changes the answer',
      'robot-key-mismatch',
      () => ({ toOperator: (one) => [withSdp(one, 'BB', 'EE')] }),
    ],
    [
      'changes the offer',
      'robot-key-mismatch',
      () => ({ toRobot: (one) => withSdp(one, 'AA', 'EE') }),
    ],
    [
      'takes the signature away',
      'robot-key-missing',
      () => ({ toOperator: ({ ...one }) => [{ ...one, proof: undefined } as Signal] }),
    ],
    ['answers with a key of its own', 'robot-key-mismatch', () => ({ holder: attacker })],
    [
      "claims the robot's key with a signature of its own",
      'robot-key-mismatch',
      () => ({
        holder: {
          ...attacker,
          sign: async (facts) => ({ ...(await attacker.sign(facts)), key: robot.key }),
        },
      }),
    ],
  ];
  it.each(attacks)('refuses a relay that %s', async (_what, code, options) => {
    const call = createCall({ trusted: robot.key, ...options() });
    await call.negotiate(offer, answer, candidate);
    expect(call.delivered.filter(({ type }) => type === 'answer')).toEqual([]);
    expect(call.errors.map((error) => error.code)).toEqual([code]);
    expect(call.keys).toEqual([]);
  });

  it('names the prints of both keys', async () => {
    const { errors, negotiate } = createCall({ trusted: robot.key, holder: attacker });
    await negotiate(offer, answer);
    expect(errors[0]?.message).toContain(await robotKeyPrint(robot.key));
    expect(errors[0]?.message).toContain(await robotKeyPrint(attacker.key));
  });

  it('refuses an answer of another call, of another session and of another robot', async () => {
    const earlier = createCall({ trusted: robot.key });
    await earlier.negotiate(offer, answer);
    const old = earlier.passed[0]!;
    for (const [sessionId, sdp] of [
      ['session-1', 'another offer'],
      ['session-2', offer],
    ] as const) {
      const call = createCall({ trusted: robot.key, sessionId, toOperator: () => [old] });
      await call.negotiate(sdp, answer);
      expect(call.errors.map(({ code }) => code)).toEqual(['robot-key-mismatch']);
    }
  });

  it('takes no offer in, and no answer to nothing', async () => {
    const { gate, delivered, errors } = createCall({ trusted: robot.key });
    gate.onSignal({ type: 'offer', sdp: offer });
    gate.onSignal(answer);
    await settled();
    expect(delivered).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('counts for nothing once another link was begun', async () => {
    const { gate, signer, delivered, errors } = createCall({ trusted: robot.key });
    gate.sent({ type: 'offer', sdp: offer });
    signer.took({ type: 'offer', sdp: offer });
    signer.send(answer);
    gate.open('session-2');
    await settled();
    expect(delivered).toEqual([]);
    expect(errors).toEqual([]);
  });

  it.each(['', 'abc', ' ', []])('must be a key, not %j', (wrong) => {
    expect(() => robotKeyTrust(wrong, 'x')).toThrow('rtcbot-robot key');
  });
});

describe('without a trusted key', () => {
  it('answers pass at once, signed or not, and a key is told if there is one', async () => {
    const { gate, delivered, keys, negotiate } = createCall({});
    await negotiate(offer, answer);
    await vi.waitUntil(() => keys.length > 0, { timeout: 60_000 });
    gate.sent({ type: 'offer', sdp: 'second' });
    gate.onSignal({ type: 'answer', sdp: 'unsigned' });
    expect(delivered).toHaveLength(2);
    expect(keys).toEqual([robot.key]);
    gate.onSignal({ type: 'offer', sdp: offer });
    expect(delivered).toHaveLength(2);
  });

  it('a signature that does not hold tells no key', async () => {
    const { delivered, errors, keys, negotiate } = createCall({
      toOperator: (one) => [withSdp(one, 'BB', 'EE')],
    });
    await negotiate(offer, answer);
    await settled();
    expect(delivered).toHaveLength(1);
    expect(errors).toEqual([]);
    expect(keys).toEqual([]);
  });
});

describe('trust on first use', () => {
  it('remembers the first key, and refuses another one', async () => {
    const storage = createStorage();
    const first = createCall({ trusted: 'first-use', storage });
    await first.negotiate(offer, answer);
    expect(first.keys).toEqual([robot.key]);
    const second = createCall({ trusted: 'first-use', storage, holder: attacker });
    await second.negotiate(offer, answer);
    expect(second.errors.map(({ code }) => code)).toEqual(['robot-key-mismatch']);
    const third = createCall({ trusted: 'first-use', storage });
    await third.negotiate(offer, answer);
    expect(third.delivered).toHaveLength(1);
  });

  it('refuses a robot without a key, also the first time', async () => {
    const { errors, negotiate } = createCall({
      trusted: 'first-use',
      toOperator: ({ ...one }) => [{ ...one, proof: undefined } as Signal],
    });
    await negotiate(offer, answer);
    expect(errors.map(({ code }) => code)).toEqual(['robot-key-missing']);
  });

  it('holds for the life of the page where there is no storage', async () => {
    const trust = () =>
      robotKeyTrust('first-use', 'nowhere', () => {
        throw new Error('SecurityError');
      })!;
    expect(trust().expected()).toEqual([]);
    trust().learn(robot.key);
    expect(trust().expected()).toEqual([robot.key]);
  });
});
