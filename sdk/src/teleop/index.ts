/**
 * Driving, without a browser: what a robot's own program needs. `RobotTeleop` decides who drives, lets the right commands
 * through and stops the robot when in doubt. Runs in browsers, workers and Node.
 *
 * @module
 */
export { isNeutral, NEUTRAL, neutralOf, type Command, type DriveCommand } from './command.js';
export type { CommandCounts } from './command-gate.js';
export { rankOfRole } from './control-holder.js';
export type { ReceivedCommands } from './received-commands.js';
export { RobotTeleop } from './robot-teleop.js';
export type {
  ControlRequest,
  OperatorPort,
  RobotControlState,
  SafeStopHandler,
  TeleopOptions,
} from './teleop-options.js';
export type { Telemetry } from './telemetry.js';
export type { CommandLimits, ControlReason, StopReason } from './wire.js';
