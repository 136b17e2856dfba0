import type { RobotCore } from '../../teleop/robot/robot-core.js';
import type { RobotCoreOptions } from '../../teleop/robot/robot-effects.js';
import {
  answers,
  arrive,
  confirm,
  confirmOld,
  end,
  expires,
  freeze,
  goesOn,
  joins,
  leaves,
  oversleep,
  press,
  program,
  renews,
  says,
  seesFrozen,
  seesLive,
  seesNothing,
  sends,
  tick,
  unpress,
  type Event,
} from './scene-events.js';
import { ensure } from './search-facts.js';
import { SearchWorld } from './search-world.js';
import type { Space } from './search.js';
import { keyOf } from './state-key.js';

/** Part of what can happen to a robot, so that all of its orders can be tried. */
export interface Scene {
  readonly events: readonly Event[];
  readonly starts: readonly (readonly Event[])[];
  readonly options?: Partial<RobotCoreOptions>;
}

const COMMANDS = ['heartbeat', 'rest', 'move'] as const;
const WISHES = ['request', 'release', 'hand-over', 'grab', 'deny'] as const;
const BOTH = [joins('ann', 'operator'), joins('bob', 'operator')];
const SUPERVISED = [joins('ann', 'operator'), joins('bob', 'supervisor')];
const [rest] = says('ann', 'rest') as [Event];
const DRIVING = says('ann', 'request', ...COMMANDS);

/** Scenes by what they are about; `everything` is what the others are parts of. */
export const SCENES = {
  /** One operator drives over a bad link. */
  link: {
    events: [
      ...[
        tick,
        freeze,
        confirm,
        arrive,
        oversleep,
        goesOn('ann', 'heartbeat'),
        goesOn('ann', 'move'),
      ],
      ...says('ann', 'request', 'release', 'heartbeat', 'rest', 'move'),
      ...sends('ann', ...COMMANDS),
    ],
    starts: [[joins('ann', 'operator')], [joins('ann', 'operator'), ...DRIVING, rest]],
  },
  /** One operator drives by a picture that is not always live. */
  picture: {
    events: [
      ...[tick, confirm, goesOn('ann', 'heartbeat'), goesOn('ann', 'move'), arrive],
      ...says('ann', 'request', ...COMMANDS),
      ...sends('ann', 'heartbeat', 'move'),
      ...[seesFrozen('ann'), seesLive('ann'), seesNothing('ann')],
    ],
    starts: [[joins('ann', 'operator'), ...DRIVING, rest]],
  },
  /** Two want to drive. */
  control: {
    events: [
      ...[tick, confirm, arrive],
      ...says('ann', ...WISHES, ...COMMANDS, 'forged'),
      ...says('bob', ...WISHES, ...COMMANDS, 'forged'),
      ...sends('ann', 'hand-over', 'release', 'move', 'request'),
      ...[leaves('ann'), joins('ann', 'operator'), leaves('bob'), joins('bob', 'operator')],
      ...[expires('ann'), renews('ann', 'viewer'), renews('ann', 'operator')],
      ...[renews('bob', 'supervisor'), renews('bob', 'operator')],
    ],
    starts: [BOTH, [...BOTH, ...DRIVING]],
  },
  /** The robot's program says who may drive. */
  asking: {
    events: [
      ...[tick, confirm, ...answers],
      ...says('ann', 'request', 'release', 'hand-over', 'heartbeat', 'rest', 'move'),
      ...says('bob', 'request', 'release', 'hand-over', 'heartbeat', 'rest', 'move'),
      ...[
        leaves('bob'),
        joins('bob', 'operator'),
        renews('ann', 'viewer'),
        renews('ann', 'operator'),
      ],
    ],
    starts: [
      BOTH,
      [...BOTH, ...says('ann', 'request'), answers[0]!, ...says('ann', 'heartbeat', 'rest')],
    ],
    options: { asksRobot: true },
  },
  /** Stops are pressed, and ended by whom they let. */
  stops: {
    events: [
      ...[tick, confirm, confirmOld, press, unpress, arrive, end],
      ...says('ann', 'request', 'stop', 'resume', 'acknowledge', 'heartbeat', 'rest', 'move'),
      ...says('bob', 'request', 'stop', 'resume', 'acknowledge'),
      ...sends('ann', 'stop', 'resume'),
      ...[leaves('bob'), joins('bob', 'operator'), joins('bob', 'supervisor')],
      ...[renews('bob', 'viewer'), renews('bob', 'operator'), renews('ann', 'supervisor')],
    ],
    starts: [
      [...BOTH, ...DRIVING],
      [...SUPERVISED, ...DRIVING],
      [...BOTH, ...DRIVING, ...says('bob', 'stop')],
    ],
  },
  /** The program that drives the motors is a process of its own. */
  program: {
    events: [
      ...[tick, confirm, confirmOld, ...program, goesOn('ann', 'heartbeat'), goesOn('ann', 'move')],
      ...says('ann', 'request', 'heartbeat', 'rest', 'move', 'stop', 'resume'),
    ],
    starts: [
      [joins('ann', 'operator')],
      [joins('ann', 'operator'), program[1]!, program[3]!, ...DRIVING],
    ],
  },
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof SCENES | 'everything';

/** What happens in any of the scenes, all of it in one. */
const everything: Scene = {
  events: [
    ...new Map(
      Object.values(SCENES).flatMap(({ events }) => events.map((one) => [one.name, one])),
    ).values(),
  ],
  starts: [[...BOTH, ...DRIVING]],
};

/** To be searched for {@link Search}. @param Core - the robot's core, opened, with a bug or without */
export function spaceOf(name: SceneName, Core: typeof RobotCore): Space<SearchWorld> {
  const { events, starts, options }: Scene = name === 'everything' ? everything : SCENES[name];
  const create = (): SearchWorld => new SearchWorld(Core, options);
  const check = (world: SearchWorld): void => {
    world.check();
  };
  return { events, starts, create, check, escape, keyOf };
}

/** Whatever has happened: if all play together, ann drives again, without a restart and without the key that ends all stops. */
function escape(world: SearchWorld): void {
  if (world.hasEnded) return;
  const play = (...events: Event[]): void => {
    for (const one of events) if (one.may?.(world) ?? true) one.play(world);
  };
  play(tick);
  const { ann } = world.operators;
  if (ann.rank === undefined) play(joins('ann', 'operator'));
  if (ann.rank! < 0) play(renews('ann', 'operator'));
  if (world.core.program(world.nowMs) !== undefined) play(program[1]!, program[3]!);
  play(seesLive('ann'), unpress, confirm);
  play(...says('bob', 'resume', 'release'), ...says('ann', 'resume'));
  // Who drives already need not ask.
  if (world.driver !== 'ann') play(...says('ann', 'release', 'request'), answers[0]!, answers[0]!);
  play(confirm, ...says('ann', 'heartbeat', 'acknowledge'));
  play(confirm, ...says('ann', 'heartbeat', 'rest', 'move'));
  ensure(world.motion?.from === 'ann', 'if all play together, ann drives again');
}
