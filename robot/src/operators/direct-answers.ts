import { randomBytes } from 'node:crypto';
import type { SessionDescription } from '@rtcbot-web/sdk/protocol';
import type { OperatorRegistry } from './operator-registry.js';
import type { RobotHost } from '../host/robot-host.js';
import type { RobotOperator } from './robot-operator.js';

const ID_BYTES = 12;

/**
 * Answer an offer that came without a relay.
 * @param onConnection - called with its operator, before the answer is there and before anybody else hears of it
 * @throws NegotiationError if WebRTC does not accept the offer; RobotHostError if the page is lost meanwhile
 */
export async function answerOffer(
  host: RobotHost,
  operators: OperatorRegistry,
  offer: SessionDescription,
  onConnection: (operator: RobotOperator) => unknown = () => undefined,
): Promise<SessionDescription> {
  const id = randomBytes(ID_BYTES).toString('base64url');
  const expectation = operators.expect(id, onConnection);
  try {
    const answer = await host.ask('answer', offer, id);
    await expectation.joined;
    return answer;
  } finally {
    expectation.cancel();
  }
}
