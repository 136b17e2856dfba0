import type { OperatorIdentity } from '../shared/command.js';
import type {
  CommandLimits,
  ControlReason,
  ProgramState,
  ResumeRight,
  StateMessage,
  StopLatchReport,
  StopReason,
} from '../shared/wire.js';

/** The driver, as an operator's page sees it. */
export interface ControlState {
  /** Whether this page drives. */
  readonly mine: boolean;
  /** Whether commands move the robot: this page drives, and has let go of everything since it got control or a stop. */
  readonly armed: boolean;
  /**
   * Whether the robot stands still though this page has asked for motion for a while: its commands are lost, or come too late.
   * `false` where the robot, of an older version, does not say.
   */
  readonly ignored: boolean;
  /** The driver, if there is one. */
  readonly holder:
    | {
        readonly operatorId: string;
        /** Since when, by `performance.now()`. */
        readonly sinceMs: number;
        /** Until when, by `performance.now()`, where the robot sets a limit. */
        readonly untilMs: number | undefined;
      }
    | undefined;
  /** This operator's own id; undefined before the robot has said so. */
  readonly operatorId: string | undefined;
  /** Who waits for control, first come first. */
  readonly requests: readonly string[];
  /** Who is connected. */
  readonly operators: readonly OperatorIdentity[];
  /** The stop that is in force. It ends when the driver lets go; an emergency when all that have pressed are resumed. */
  readonly stop:
    | {
        readonly reason: StopReason;
        /** Whether the robot's program has carried it out. */
        readonly confirmed: boolean;
        readonly sinceMs: number;
        /** Who has pressed, in an emergency. A robot of an older version does not say. */
        readonly latches: readonly StopLatch[];
        /** Whether `resume()` of this page ends anything of it; `acknowledge`: if it says that it has made sure. */
        readonly resume: ResumeRight;
      }
    | undefined;
  /** Why this page does not drive any more, or was refused; undefined while it drives, and before it has. */
  readonly lostBecause: ControlReason | undefined;
  /** Largest sizes of a command's numbers, by name: `{linearMetersPerSec: 1.5}`. The robot enforces them. */
  readonly limits: CommandLimits;
  /**
   * How the program stands that drives the motors, where it is a process of its own. `unwatched`: it gives no signs of life, so
   * that nobody would notice if it hung.
   */
  readonly program: ProgramState | undefined;
}

/** An emergency stop that somebody has pressed and that still stands. */
export type StopLatch = Omit<StopLatchReport, 'forMs'> & {
  /** Since when, by `performance.now()`. */
  readonly sinceMs: number;
};

/** What is known before the robot has said anything. */
export const NO_CONTROL: ControlState = {
  mine: false,
  armed: false,
  ignored: false,
  holder: undefined,
  operatorId: undefined,
  requests: [],
  operators: [],
  stop: undefined,
  lostBecause: undefined,
  limits: {},
  program: undefined,
};

/** The robot's word, in our own time. */
export function toControlState(
  state: StateMessage,
  nowMs: number,
  { lostBecause, ignored }: Pick<ControlState, 'lostBecause' | 'ignored'>,
): ControlState {
  const { you, epoch, armed, holder, requests, operators, stop, limits, program } = state;
  return {
    mine: epoch !== undefined,
    armed,
    ignored,
    holder: holder && {
      operatorId: holder.operatorId,
      sinceMs: nowMs - holder.heldForMs,
      untilMs: holder.leftMs === undefined ? undefined : nowMs + holder.leftMs,
    },
    operatorId: you,
    requests,
    operators: operators.map(({ id, role }) => ({ operatorId: id, role })),
    stop: stop && toStop(stop, nowMs),
    lostBecause,
    limits,
    program,
  };
}

/** Why this page drives no more, where the robot's word for it was lost with a link. */
export function whyLost({ you, operators }: StateMessage): ControlReason | undefined {
  return operators.find(({ id }) => id === you)?.role === 'viewer' ? 'demoted' : undefined;
}

function toStop(
  { reason, confirmed, forMs, latches }: NonNullable<StateMessage['stop']>,
  nowMs: number,
): NonNullable<ControlState['stop']> {
  return {
    ...{ reason, confirmed, sinceMs: nowMs - forMs },
    latches: (latches ?? []).map((latch) => {
      const { forMs: pressedForMs, ...rest } = latch;
      return { ...rest, sinceMs: nowMs - pressedForMs };
    }),
    resume: resumeRight(reason, latches),
  };
}

/** A robot of an older version lets every operator resume. */
function resumeRight(
  reason: StopReason,
  latches: readonly StopLatchReport[] | undefined,
): ResumeRight {
  if (!latches) return reason === 'emergency' ? 'may' : 'never';
  const rights = latches.map(({ resume }) => resume);
  return (['may', 'acknowledge'] as const).find((right) => rights.includes(right)) ?? 'never';
}
