import type { ControlHolder } from './control-holder.js';
import type { StopLatches } from './stop-latches.js';
import type { SafeStop } from './watchdog.js';
import type { CommandLimits, ProgramState, StateMessage } from '../shared/wire.js';

/** What a state message is made of. */
export interface RobotFacts {
  readonly control: ControlHolder;
  readonly stop: SafeStop | undefined;
  readonly latches: Pick<StopLatches, 'reportTo'>;
  /** Whether commands of who drives move the robot. */
  readonly armed: boolean;
  readonly limits: CommandLimits;
  readonly program: ProgramState | undefined;
}

/** What one operator is told about who drives: only who does learns the number of its grant. */
export function stateFor(operatorId: string, nowMs: number, facts: RobotFacts): StateMessage {
  const { control, stop, latches, armed, limits, program } = facts;
  const { grant, requests, ranks } = control;
  const drives = grant?.operatorId === operatorId;
  return {
    type: 'state',
    you: operatorId,
    epoch: drives ? grant.epoch : undefined,
    armed: drives && armed,
    holder: grant && {
      operatorId: grant.operatorId,
      heldForMs: nowMs - grant.sinceMs,
      leftMs: control.leftMs(nowMs),
    },
    requests,
    operators: ranks.list,
    stop: stop && {
      reason: stop.reason,
      confirmed: stop.confirmed,
      forMs: nowMs - stop.sinceMs,
      latches: latches.reportTo(operatorId, nowMs),
    },
    limits,
    program,
  };
}
