/**
 * Driving, without a browser: what a robot's own program needs. `RobotTeleop` decides who drives, lets the right commands
 * through and stops the robot when in doubt. Runs in browsers, workers and Node.
 *
 * @module
 */
export {
  isNeutral,
  NEUTRAL,
  neutralOf,
  type Command,
  type CommandOrigin,
  type DriveCommand,
  type OperatorIdentity,
} from './shared/command.js';
export type { CommandCounts } from './robot/command-gate.js';
export { rankOfRole } from './robot/control/operator-ranks.js';
export type { OperatorAccess } from './robot/control/present-operators.js';
export type { ProgramEvent } from './robot/stops/program-watch.js';
export type { ReceivedCommands } from './robot/received-commands.js';
export { RobotTeleop } from './robot/robot-teleop.js';
export type {
  ControlRequest,
  OperatorPort,
  RobotControlState,
  TeleopOptions,
} from './robot/teleop-options.js';
export type { SafeStopCall, SafeStopHandler } from './robot/stops/safe-stop-calls.js';
export type { Telemetry } from './robot/telemetry.js';
export type {
  CommandLimits,
  ControlReason,
  ProgramState,
  ResumeRight,
  StopLatchReport,
  StopReason,
} from './shared/wire.js';
export type { ControlPolicy } from './robot/control/control-holder.js';
export type { PictureOptions, PictureSignal } from './robot/stops/picture-watch.js';
export type { ProgramWatchOptions } from './robot/stops/program-watch.js';
export type { WatchdogOptions } from './robot/stops/watchdog.js';
export type { RobotCoreOptions } from './robot/robot-effects.js';
export type { Lifecycle } from '../subscriptions/lifecycle.js';
export type { ListenOptions } from '../subscriptions/listeners.js';
export type {
  GetOptions,
  Gettable,
  Producer,
  Puttable,
  Source,
  Subscriber,
  Subscription,
  SubscriptionCallback,
} from '../subscriptions/subscription.js';
export type { SubscriptionConsumer } from '../subscriptions/subscription-consumer.js';
export type { SubscriptionProducer } from '../subscriptions/subscription-producer.js';
