import { RTCConnection } from '@rtcbot-web/sdk';
import type { RtcConfiguration } from '../../wire/media.js';
import type { Description } from '../../wire/messages.js';
import type { Operators } from './operators.js';

/** How long an operator may take to use the answer that it was given. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Make a connection for an offer that came without a relay, and answer it.
 * @param id - of its operator
 * @throws NegotiationError if WebRTC does not accept the offer; nothing is left of the connection then
 */
export async function answerOffer(
  operators: Operators,
  id: string,
  offer: Description,
  rtcConfiguration: RtcConfiguration | undefined,
): Promise<Description> {
  const connection = new RTCConnection({ rtcConfiguration });
  try {
    const operator = operators.prepare(id, connection, wantedVideoTracks(offer));
    const { type, sdp } = await connection.getLocalDescription(offer);
    operators.admit(id, { role: 'operator' }, operator);
    closeUnlessReady(connection);
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

function closeUnlessReady(connection: RTCConnection): void {
  const timer = setTimeout(() => {
    void connection.close();
  }, CONNECT_TIMEOUT_MS);
  const stop = (): void => {
    clearTimeout(timer);
  };
  connection.onReady(stop);
  connection.onClose(stop);
}
