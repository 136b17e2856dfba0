/**
 * What is being done about a connection that has been well and is not, as a pure function of what the operator's machine
 * does: it decides nothing.
 *
 * @module
 */
import type { OperatorEvent, OperatorState } from './operator-state.js';

/**
 * What is done. `rejoin`: the relay is tried again, the call goes on meanwhile. `ice-restart`: a new path is looked for,
 * for the same link. `relay-only`: the same, through a TURN server and no other. `redial`: a new link is made. `wait`: for the relay, the robot, or the end of a pause.
 */
export type HealingStep = 'rejoin' | 'ice-restart' | 'relay-only' | 'redial' | 'wait';

/**
 * Why. `relay-away`: the relay cannot be reached, or cannot serve just now. `interrupted`: the browser says so of the link.
 * `silent`: nothing comes in over it.
 * `lost`: the link ended. `timed-out`: the step before has not helped in its time. `robot-away`, `robot-restarted`: the relay
 * says so.
 */
export type HealingReason =
  'relay-away' | 'interrupted' | 'silent' | 'lost' | 'timed-out' | 'robot-away' | 'robot-restarted';

/** What is being done about a connection that is not well. */
export interface Healing {
  readonly step: HealingStep;
  /** Why this step was begun. */
  readonly reason: HealingReason;
  /** How often this step was begun since then: 1, 2, … */
  readonly attempt: number;
  /** When the trouble began, as in `performance.now()`. */
  readonly sinceMs: number;
}

/** How often each step was begun. */
export type HealingCounts = Readonly<Record<HealingStep, number>>;

/** What is known of healing. */
export interface HealingRecord {
  /** Undefined while it is well, and before it was well for the first time. */
  readonly now: Healing | undefined;
  readonly counts: HealingCounts;
  /** The counts when the trouble began, or all was well. */
  readonly before: HealingCounts;
  readonly wasWell: boolean;
}

const NONE: HealingCounts = { rejoin: 0, 'ice-restart': 0, 'relay-only': 0, redial: 0, wait: 0 };

/** Of a new connection. */
export const UNTOUCHED: HealingRecord = {
  ...{ now: undefined, counts: NONE, before: NONE, wasWell: false },
};

/** One step of the operator's machine. */
export interface OperatorChange {
  readonly from: OperatorState;
  readonly event: OperatorEvent;
  readonly to: OperatorState;
}

/** What is known after a step of the operator's machine. The very same if nothing has changed. */
export function healingStep(
  record: HealingRecord,
  change: OperatorChange,
  nowMs: number,
): HealingRecord {
  const { to } = change;
  const isWell = to.link.at === 'up' && to.membership.at === 'in';
  if (to.closed || isWell) return over(record, isWell);
  return record.wasWell ? goOn(record, change, nowMs) : record;
}

function over(record: HealingRecord, isWell: boolean): HealingRecord {
  const wasWell = record.wasWell || isWell;
  if (!record.now && wasWell === record.wasWell) return record;
  return { ...record, now: undefined, before: record.counts, wasWell };
}

function goOn(record: HealingRecord, change: OperatorChange, nowMs: number): HealingRecord {
  const { now, before } = record;
  const step = stepOf(change.to);
  const isRepeated = step === 'redial' && change.from.dials !== change.to.dials;
  if (now?.step === step && !isRepeated) return record;
  const counts = { ...record.counts, [step]: record.counts[step] + 1 };
  const reason = step === 'rejoin' ? 'relay-away' : (reasonOf(change) ?? now?.reason ?? 'lost');
  const attempt = counts[step] - before[step];
  return { ...record, counts, now: { step, reason, attempt, sinceMs: now?.sinceMs ?? nowMs } };
}

function stepOf({ link, membership, robot }: OperatorState): HealingStep {
  const isAtRelay = membership.at === 'in' || membership.at === 'asking';
  const isCarried = isAtRelay && robot !== undefined;
  switch (link.at) {
    case 'up':
      return 'rejoin';
    case 'restarting':
      return 'ice-restart';
    case 'relaying':
      return 'relay-only';
    case 'ready':
      return isCarried ? 'redial' : 'wait';
    case 'dialling':
      return isCarried || link.isAnswered ? 'redial' : 'wait';
    case 'due':
    case 'lost':
    case 'shaky':
      return 'wait';
  }
}

/** Where a link gets to by the end of a wait that was a limit. */
const FAILED: ReadonlySet<OperatorState['link']['at']> = new Set(['relaying', 'lost']);

/** What is wrong, if this event is bad news. */
function reasonOf({ from, event, to }: OperatorChange): HealingReason | undefined {
  switch (event.type) {
    case 'relay-down':
    case 'relay-trouble':
      return 'relay-away';
    case 'join-refused':
    case 'signal-refused':
      return event.error.code === 'robot-offline' ? 'robot-away' : 'relay-away';
    case 'joined':
    case 'robot-online':
      return reasonOfRobot(from, to);
    case 'robot-offline':
      return 'robot-away';
    case 'link-shaky':
      return 'interrupted';
    case 'link-silent':
      return 'silent';
    case 'link-lost':
      return 'lost';
    case 'wait-over':
      return event.of === 'link' && FAILED.has(to.link.at) ? 'timed-out' : undefined;
    default:
      return undefined;
  }
}

function reasonOfRobot({ link }: OperatorState, { robot }: OperatorState) {
  if (robot === undefined) return 'robot-away';
  const isOther = 'instanceId' in link && link.instanceId !== robot;
  return isOther ? 'robot-restarted' : undefined;
}
