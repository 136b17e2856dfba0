import type { OperatorState } from '../relay/machines/operator-state.js';
import type { SocketState } from '../relay/machines/socket-machine.js';

/** Why nothing would ever happen again, if so. */
export function deadEndOf(operator: OperatorState, socket: SocketState): string | undefined {
  if (operator.closed) return undefined;
  return ofSocket(socket) ?? ofMembership(operator, socket) ?? ofLink(operator);
}

function ofSocket({ at, wait }: SocketState): string | undefined {
  const mayStay = at === 'up' || at === 'idle' || at === 'refused';
  return mayStay || wait ? undefined : `socket ${at}`;
}

function ofMembership({ membership }: OperatorState, { at }: SocketState): string | undefined {
  if (membership.at === 'refused' && !membership.wait) return 'place refused';
  return membership.at === 'away' && at === 'up' ? 'place not asked for' : undefined;
}

function ofLink({ link, membership }: OperatorState): string | undefined {
  if (link.at === 'ready') return membership.at === 'in' ? 'offer not sent' : undefined;
  const mayStay = link.at === 'due' || link.at === 'up' || link.at === 'shaky';
  if (!mayStay && !link.wait) return `link ${link.at}`;
  const isMissed = link.at === 'due' && membership.at === 'in' && !membership.wait;
  return isMissed ? 'robot not met' : undefined;
}
