import type { ControlHolder } from './control/control-holder.js';
import type { PictureWatch } from './stops/picture-watch.js';
import type { StopLatches } from './stops/stop-latches.js';
import type { SafeStop } from './stops/watchdog.js';
import type { CommandLimits, ProgramState, StateMessage } from '../shared/wire.js';

/** What a state message is made of. */
export interface RobotFacts {
  readonly control: ControlHolder;
  readonly stop: SafeStop | undefined;
  readonly latches: Pick<StopLatches, 'reportTo'>;
  /** Whether commands of the driver move the robot. */
  readonly armed: boolean;
  readonly limits: CommandLimits;
  readonly program: ProgramState | undefined;
  readonly pictures: Pick<PictureWatch, 'timeoutMs' | 'hasNoSignal'>;
}

/** What one operator is told about the driver: only the driver learns the number of its grant. */
export function stateFor(operatorId: string, nowMs: number, facts: RobotFacts): StateMessage {
  const { control, stop, latches, armed, limits, program, pictures } = facts;
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
    pictureTimeoutMs: pictures.timeoutMs(operatorId),
    noSignal: pictures.hasNoSignal(operatorId) || undefined,
    program,
  };
}

/** What each operator was told last: what says the same again is not news. */
export class ToldStates {
  #told = new Map<string, string>();

  /** The states, of these operators, that say anything else than what was told last; they count as told. */
  newsOf(ids: Iterable<string>, stateOf: (id: string) => StateMessage): StateMessage[] {
    const former = this.#told;
    this.#told = new Map();
    const news: StateMessage[] = [];
    for (const id of ids) {
      const state = stateOf(id);
      const text = withoutTimes(state);
      this.#told.set(id, text);
      if (former.get(id) !== text) news.push(state);
    }
    return news;
  }
}

/** Times go on by themselves; each side counts them. */
function withoutTimes({ holder, stop, ...rest }: StateMessage): string {
  return JSON.stringify({
    ...rest,
    holder: holder && { ...holder, heldForMs: 0, leftMs: 0 },
    stop: stop && { ...stop, forMs: 0 },
  });
}
