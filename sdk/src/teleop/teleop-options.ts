import { rankOfRole } from './control-holder.js';
import type { RobotCoreOptions } from './robot-effects.js';
import type { StopReason } from './wire.js';

/** How a robot lets itself be driven. Whatever is left out has a safe default. */
export type TeleopOptions = Partial<Omit<RobotCoreOptions, 'asksRobot' | 'firstEpoch'>> & {
  /**
   * Asked about each request for control, before anybody else is: whether this operator may drive. Without it,
   * every operator that is no viewer may.
   */
  readonly mayDrive?: ((request: ControlRequest) => boolean | Promise<boolean>) | undefined;
};

/** Somebody asks for control. */
export interface ControlRequest {
  readonly operatorId: string;
  /** What the relay vouches for. */
  readonly role: string;
  /** Who drives now. */
  readonly holder: string | undefined;
}

/** Who drives, as the robot's program sees it. */
export interface RobotControlState {
  readonly holder: { readonly operatorId: string; readonly heldForMs: number } | undefined;
  /** Who waits for control, first come first. */
  readonly requests: readonly string[];
  /** The stop that is in force. */
  readonly stop: { readonly reason: StopReason; readonly confirmed: boolean } | undefined;
}

/** Stops the robot; the stop counts as carried out when what it returns has resolved. */
export type SafeStopHandler = (reason: StopReason) => unknown;

/** Carries texts to one operator, over the lossy channel or over the reliable one. Must not throw. */
export type OperatorPort = (text: string, reliable: boolean) => void;

/** What is left out. */
const DEFAULTS = {
  timeoutMs: 300,
  retryMs: 250,
  requestTimeoutMs: 30_000,
  silenceMs: 5_000,
  maxCommandAgeMs: 500,
  viewersMayStop: false,
  limits: {},
  rankOf: rankOfRole,
} as const;

/** Options as the core takes them, with a number of the first grant that is another one after each restart. */
export function resolveTeleopOptions(options: TeleopOptions): RobotCoreOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    ...DEFAULTS,
    ...(Object.fromEntries(given) as TeleopOptions),
    asksRobot: options.mayDrive !== undefined,
    firstEpoch: Math.floor(Math.random() * 2 ** 31),
  };
}
