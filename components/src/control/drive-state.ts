/**
 * Whether an input really moves the robot now, and who does: decisions on plain values, apart from any DOM.
 *
 * @module
 */
import type { ControlReason, ControlState, Liveness, StopReason } from '@rtcbot-web/sdk';

/**
 * Whether an input moves the robot now: `driving` it does; `ready` it would; `let-go` it is held and counts for nothing until it
 * was let go; `old-picture` the picture on the screen is too old to drive by; `waiting` for the robot to be ready, or to take what is asked for; `stopped` by an emergency stop; `no-control` this page does not
 * drive; `disconnected` the robot cannot be reached; `disabled` by the page.
 */
export type DriveState =
  | 'disabled'
  | 'disconnected'
  | 'stopped'
  | 'no-control'
  | 'old-picture'
  | 'let-go'
  | 'waiting'
  | 'ready'
  | 'driving';

/** All that decides about it. */
export interface DriveFacts {
  readonly isDisabled: boolean;
  /** Undefined without a connection that can drive. */
  readonly liveness: Liveness | undefined;
  readonly control: ControlState;
  /** What is wrong with the picture that the operator sees, in words; empty if nothing is. */
  readonly pictureTrouble?: string;
  /** Whether the input is held. */
  readonly isHeld: boolean;
  /** Whether what is held counts, as far as this page is concerned. */
  readonly counts: boolean;
  /** Whether what is held asks for no motion: its top speed is 0. */
  readonly asksNothing?: boolean;
  /** The stop that came while it was held; undefined: none did. */
  readonly stoppedBy?: StopReason | undefined;
  /** Round trip to the robot's program, if it is known. */
  readonly rttMs?: number | undefined;
}

/** Round trip above which robots may count commands as too old. */
const SLOW_MS = 400;

const WHILE_HELD: Partial<Record<StopReason, string>> = {
  silence: ' (the robot heard nothing from this page)',
  latency: ' (the link is too slow for the robot)',
  'old-picture': ' (the picture was too old)',
  emergency: ' (there was an emergency stop)',
};

const slowText = (rttMs = 0): string =>
  rttMs > SLOW_MS
    ? `: the link is slow (${(rttMs / 1000).toFixed(1)} s), and old commands count for nothing`
    : '';

/** Decide what holds. When in doubt, it does not drive. */
export function driveState(facts: DriveFacts): DriveState {
  const { isDisabled, liveness, control, pictureTrouble } = facts;
  if (isDisabled) return 'disabled';
  if (liveness === undefined || liveness === 'lost') return 'disconnected';
  if (control.stop?.reason === 'emergency') return 'stopped';
  if (!control.mine) return 'no-control';
  return pictureTrouble ? 'old-picture' : inputState(facts);
}

function inputState({ control, isHeld, counts, asksNothing }: DriveFacts): DriveState {
  if (isHeld && !(counts && control.armed)) return 'let-go';
  if (!control.armed || (isHeld && control.ignored)) return 'waiting';
  return isHeld && !asksNothing ? 'driving' : 'ready';
}

/** What an input says of itself. */
export function driveStateText(state: DriveState, facts: DriveFacts): string {
  const { control, liveness, stoppedBy } = facts;
  switch (state) {
    case 'disabled':
      return 'Switched off';
    case 'disconnected':
      return awayText(control);
    case 'stopped':
      return 'Emergency stop';
    case 'no-control':
      return control.holder ? 'Somebody else drives' : 'You do not drive';
    case 'old-picture':
      return facts.pictureTrouble ?? '';
    case 'let-go':
      return (
        programTrouble(control) ??
        `Does not drive: let go first${(stoppedBy && WHILE_HELD[stoppedBy]) ?? ''}`
      );
    case 'waiting':
      return programTrouble(control) ?? waitingText(facts);
    case 'ready':
      if (facts.isHeld) return 'Does not drive: the top speed for this is 0';
      return liveness === 'live' ? 'Ready to drive' : 'Ready, but the robot answers late';
    case 'driving':
      return liveness === 'live' ? 'Driving' : 'Driving, but the robot answers late';
  }
}

function waitingText({ control: { stop, ignored }, rttMs }: DriveFacts): string {
  if (ignored)
    return `Does not drive: commands are lost, or reach the robot too late${slowText(rttMs)}`;
  const isLate = stop?.reason === 'latency' && slowText(rttMs) === '';
  return `Waiting for the robot${isLate ? ': the link is too slow for it' : slowText(rttMs)}`;
}

/** What stands against driving, where it is the program that drives the motors. */
export function programTrouble({ program }: ControlState): string | undefined {
  switch (program) {
    case 'starting':
    case 'lost':
      return 'The robot’s program does not run';
    case 'silent':
      return 'The robot’s program does not answer';
    default:
      return undefined;
  }
}

/** Why nothing comes from the robot: there is no link, or nobody at its other end. */
export const awayText = (control: ControlState): string =>
  programTrouble(control) ?? 'No link to the robot';

/** What the driver has to know of the program that drives the motors; empty if that is nothing. */
export const programText = ({ program }: ControlState): string =>
  program === 'unwatched' ? 'Its program is not watched: nobody would notice if it hung.' : '';

const LOST: Readonly<Record<ControlReason, string>> = {
  released: '',
  'handed-over': '',
  'taken-over': 'Somebody with a higher role has taken over.',
  'time-limit': 'Your time is up.',
  expired: 'Your token has expired, and control with it.',
  demoted: 'Your role has changed: take control again if it still may drive.',
  silent: 'The robot did not hear from this page and took control away.',
  left: 'The link was lost, and control with it.',
  revoked: 'The robot has taken control away.',
  viewer: 'Viewers cannot drive.',
  denied: 'Your request was denied.',
  timeout: 'Nobody has answered your request.',
  'not-connected': 'That operator is not connected any more.',
  'no-program': 'The robot’s program has ended, and control with it.',
};

/** Why this page does not drive any more; empty if that needs no words. */
export const lostBecauseText = (reason: ControlReason | undefined): string =>
  reason ? (LOST[reason] ?? reason) : '';

const STOPPED: Readonly<Record<StopReason, string>> = {
  silence: 'The robot has stopped: it heard nothing from the driver.',
  latency: 'The robot has stopped: the link is too slow.',
  'old-picture': 'The robot has stopped: the picture was too old.',
  'control-changed': 'The robot stands still: let go, then drive.',
  emergency: 'Emergency stop',
  'no-program': 'The robot stands still: its program does not run.',
  'program-silent': 'The robot has stopped: its program did not answer.',
  'robot-closed': 'The robot has stopped: its program ends.',
};

/** Why the robot stands still. */
export const stoppedText = (reason: StopReason): string => STOPPED[reason] ?? reason;

/** How an operator is called where the page has no names. */
export const shortName = (operatorId: string): string => `Operator ${operatorId.slice(0, 5)}`;

/** A time span that counts up or down: `0:07`, `1:02:03`. */
export function formatSpan(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1000));
  const two = (number: number): string => String(number).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const tail = two(seconds % 60);
  return minutes < 60
    ? `${minutes}:${tail}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`;
}
