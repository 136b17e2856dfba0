import { RtcError, RTCConnection } from '@rtcbot-web/sdk';
import type { Description } from '../../wire/messages.js';
import type { PageSettings } from '../../wire/media.js';
import { connectionOptions } from './operator-limits.js';
import type { Operators } from './operators.js';

/** How long an operator may take to use the answer that it was given. */
const CONNECT_TIMEOUT_MS = 30_000;

/** How many answers may wait to be used; for one more the oldest is given up. */
const MAX_UNUSED = 32;

/** How many offers are answered at once, such as those of a class that opens the page, and then in each second. */
const MAX_AT_ONCE = 32;
const MAX_PER_SECOND = 8;

/** How many operators a robot has at a time without a relay, which has a limit of its own. */
const MAX_OPERATORS = 64;

const ROLE = 'operator';

const unused = new Set<RTCConnection>();
let credit = MAX_AT_ONCE;
let creditedMs = 0;

/**
 * Make a connection for an offer that came without a relay, and answer it.
 * @param id - of its operator
 * @throws NegotiationError if WebRTC does not accept the offer; nothing is left of the connection then. RtcError
 * `too-many` if there are too many offers, or operators
 */
export async function answerOffer(
  operators: Operators,
  id: string,
  offer: Description,
  settings: PageSettings,
): Promise<Description> {
  checkRate(operators.reports.length);
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
    throw error;
  }
}

/** How many pictures the other side takes; one at least, as it always was. */
function wantedVideoTracks({ sdp }: Description): number {
  const sections = sdp.split(/^m=/m).filter((section) => section.startsWith('video'));
  return Math.max(1, sections.filter((one) => !/^a=(sendonly|inactive)/m.test(one)).length);
}

function checkRate(operators: number): void {
  const nowMs = performance.now();
  credit = Math.min(MAX_AT_ONCE, credit + ((nowMs - creditedMs) / 1_000) * MAX_PER_SECOND);
  creditedMs = nowMs;
  if (credit < 1) {
    throw new RtcError(
      'too-many',
      `More than ${String(MAX_AT_ONCE)} offers came at once, and ${String(MAX_PER_SECOND)} per second; try again later.`,
    );
  }
  if (operators >= MAX_OPERATORS) {
    throw new RtcError(
      'too-many',
      `${String(operators)} operators are connected; try again later.`,
    );
  }
  credit -= 1;
}

function giveUpUnlessUsed(connection: RTCConnection): void {
  const [oldest] = unused;
  if (unused.size >= MAX_UNUSED) void oldest?.close();
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
