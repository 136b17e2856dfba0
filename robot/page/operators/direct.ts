import { RateBudget, RtcError, RTCConnection } from '@rtcbot-web/sdk';
import type { SessionDescription } from '@rtcbot-web/sdk/protocol';
import type { PageSettings } from '../../wire/media.js';
import { connectionOptions } from './operator-limits.js';
import type { Operators } from './operators.js';

/** How long an operator may take to use the answer that it was given. */
const CONNECT_TIMEOUT_MS = 30_000;

/** How many answers may wait to be used; for one more the oldest is given up. */
const MAX_UNUSED = 32;

/** How many offers wait to be answered, such as those of a class that opens the page. */
const MAX_WAITING = 32;

/** How fast they are answered: each makes a connection, for which the page does not hear the driver for a moment. */
const RATE = { perSec: 8, burst: 1 };

/** How many operators a robot has at a time without a relay, which has a limit of its own. */
const MAX_OPERATORS = 64;

const ROLE = 'operator';

/** Answers that wait to be used, oldest first; and those that were given up for newer ones. */
const unused = new Set<RTCConnection>();
const givenUp = new WeakSet<RTCConnection>();
const budget = new RateBudget(RATE, performance.now());
let waiting = 0;
let lastTurn = Promise.resolve();

/**
 * Make a connection for an offer that came without a relay, and answer it.
 * @param id - of its operator
 * @throws NegotiationError if WebRTC does not accept the offer; nothing is left of the connection then. RtcError
 * `too-many` if there are too many offers, or operators
 */
export async function answerOffer(
  operators: Operators,
  id: string,
  offer: SessionDescription,
  settings: PageSettings,
): Promise<SessionDescription> {
  await takeTurn();
  if (operators.count >= MAX_OPERATORS) {
    throw tooMany(`${String(operators.count)} operators are connected`);
  }
  const { rtcConfiguration } = settings;
  const options = connectionOptions(id, ROLE, settings);
  const connection = new RTCConnection({ ...options, rtcConfiguration });
  giveUpUnlessUsed(connection);
  try {
    const operator = operators.prepare({ id, role: ROLE }, connection, wantedVideoTracks(offer));
    const { type, sdp } = await connection.getLocalDescription(offer);
    operators.admit(id, { role: ROLE }, operator);
    return { type, sdp };
  } catch (error) {
    await connection.close();
    if (givenUp.has(connection)) {
      throw tooMany(`More than ${String(MAX_UNUSED)} answers wait to be used`);
    }
    throw error;
  }
}

/** How many pictures the other side takes; one at least, as it always was. */
function wantedVideoTracks({ sdp }: SessionDescription): number {
  const sections = sdp.split(/^m=/m).filter((section) => section.startsWith('video'));
  return Math.max(1, sections.filter((one) => !/^a=(sendonly|inactive)/m.test(one)).length);
}

/** Resolves when the next offer may be answered, in the order in which they came. */
async function takeTurn(): Promise<void> {
  if (waiting >= MAX_WAITING) throw tooMany(`${String(MAX_WAITING)} offers wait to be answered`);
  waiting++;
  lastTurn = lastTurn.then(async () => {
    const waitMs = budget.waitMs(1, performance.now());
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs + 1));
    budget.spend(1, performance.now());
    waiting--;
  });
  await lastTurn;
}

function tooMany(why: string): RtcError {
  return new RtcError('too-many', `${why}; try again later.`);
}

function giveUpUnlessUsed(connection: RTCConnection): void {
  const [oldest] = unused;
  if (oldest && unused.size >= MAX_UNUSED) {
    givenUp.add(oldest);
    void oldest.close();
  }
  unused.add(connection);
  const timer = setTimeout(() => {
    void connection.close();
  }, CONNECT_TIMEOUT_MS);
  const stop = (): void => {
    unused.delete(connection);
    clearTimeout(timer);
  };
  connection.onReady(stop);
  connection.onClose(stop);
}
