import type { OperatorMessage, Stamp } from '../../teleop/shared/wire.js';
import type { Id, Kind, Operator } from './search-facts.js';

interface Sender {
  readonly operator: Operator;
  /** The number of the grant of whoever drives, for who forges. */
  readonly epoch: number | undefined;
  readonly nowMs: number;
}

/** What the page of `from` sends. */
export function messageOf(from: Id, kind: Kind, sender: Sender): OperatorMessage {
  switch (kind) {
    case 'heartbeat':
      return { type: kind, ...stampOf(sender) };
    case 'rest':
    case 'move':
    case 'forged': {
      const epoch = kind === 'forged' ? sender.epoch : sender.operator.epoch;
      const data = { linearMetersPerSec: kind === 'rest' ? 0 : 1 };
      return { type: 'command', ...stampOf(sender), epoch: epoch ?? 0, data };
    }
    case 'hand-over':
    case 'deny':
      return { type: kind, to: from === 'ann' ? 'bob' : 'ann' };
    case 'grab':
      return { type: 'hand-over', to: from };
    case 'acknowledge':
      return { type: 'resume', acknowledged: true };
    default:
      return { type: kind };
  }
}

function stampOf({ operator, nowMs }: Sender): Stamp {
  const { echoMs, frozenSinceMs, seesNothing } = operator;
  return {
    ...{ seq: ++operator.seq, atMs: nowMs },
    ...(echoMs !== undefined && { echoMs, heldMs: nowMs - echoMs }),
    pictureMs: seesNothing ? null : nowMs - (frozenSinceMs ?? nowMs),
  };
}
