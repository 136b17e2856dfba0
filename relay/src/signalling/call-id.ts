import { createHash } from 'node:crypto';

/**
 * Compute the id under which the log has a call, from its join to its answer, on whatever node.
 * @param robotId - the robot's id
 * @param operatorId - the operator's client id
 */
export function callIdOf(robotId: string, operatorId: string): string {
  return createHash('sha256').update(`${robotId} ${operatorId}`).digest('base64url').slice(0, 10);
}
