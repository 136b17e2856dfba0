import type { Patch } from './open-core.js';
import type { SceneName } from './scenes.js';

/** A bug of the robot's core, and the scene in which it shows. */
export interface Mutant extends Patch {
  readonly scene: SceneName;
  /** What is found wrong first. */
  readonly breaks: string;
}

const WATCHDOG = 'robot/stops/watchdog.ts';
const LATCHES = 'robot/stops/stop-latches.ts';
const GATE = 'robot/command-gate.ts';
const HOLDER = 'robot/control/control-holder.ts';
const MOTION = 'robot/stops/motion.ts';
const PICTURES = 'robot/stops/picture-watch.ts';
const BRAKES = 'robot/stops/brakes.ts';

/** Planted one at a time. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'a watchdog that ignores its limit': {
    ...{ scene: 'link', breaks: 'silence ends motion', file: WATCHDOG },
    find: 'return (isSilent || isForgotten) &&',
    put: 'return nowMs < 0 &&',
  },
  'a watchdog that lives on heartbeats': {
    ...{ scene: 'link', breaks: 'motion ends if it is not asked for anew', file: WATCHDOG },
    find: 'return (isSilent || isForgotten) &&',
    put: 'return isSilent &&',
  },
  'a stop that is not asked for again': {
    ...{
      scene: 'stops',
      breaks: 'a stop that is not confirmed is asked for again',
      file: WATCHDOG,
    },
    find: 'if (nowMs - this.#askedMs < this.#options.retryMs) return false;',
    put: 'if (nowMs > 0) return false;',
  },
  'a stop that the confirmation of another one ends': {
    ...{
      scene: 'stops',
      breaks: 'a stop is confirmed by its own confirmation alone',
      file: WATCHDOG,
    },
    find: 'if (this.#stop?.number !== number || this.#stop.confirmed) return false;',
    put: 'if (!this.#stop || this.#stop.confirmed) return false;',
  },
  'a driver who fell silent once, for ever': {
    ...{ scene: 'link', breaks: 'if all play together, ann drives again', file: WATCHDOG },
    find: 'this.#silent = false;\n    return this.#measure',
    put: 'return this.#measure',
  },
  'a gate that ignores the age of commands': {
    ...{ scene: 'link', breaks: 'motion is fresh', file: GATE },
    find: 'if (Math.max(ageMs, heldMs) > this.#maxAgeMs)',
    put: 'if (nowMs < 0)',
  },
  'a gate that takes a command twice': {
    ...{ scene: 'link', breaks: 'no command counts twice', file: GATE },
    find: 'if (seq <= this.#seq)',
    put: 'if (seq < this.#seq)',
  },
  'a gate for whoever names the right grant': {
    ...{ scene: 'control', breaks: 'motion is of the driver', file: GATE },
    find: "if (grant?.operatorId !== operatorId) return 'notHolder';",
    put: "if (!grant) return 'notHolder';",
  },
  'a hand-over after which both know that they drive': {
    ...{
      scene: 'control',
      breaks: 'each knows whether it drives, one at most',
      file: 'robot/operator-news.ts',
    },
    find: 'for (const state of news) this.send',
    put: 'for (const state of news) if (state.epoch !== undefined || !state.holder) this.send',
  },
  'a gate that takes letting go under a grant before': {
    ...{ scene: 'link', breaks: 'nothing moves before the driver has let go', file: GATE },
    find: "return grant.epoch === epoch ? undefined : 'oldEpoch';",
    put: 'return undefined;',
  },
  'a hand-over that stops nothing': {
    ...{ scene: 'control', breaks: 'motion ends with the grant', file: BRAKES },
    find: "this.demand('control-changed', nowMs);",
    put: '',
  },
  'a hand-over that anybody may order': {
    ...{ scene: 'control', breaks: 'only the driver hands over', file: HOLDER },
    find: 'if (this.#grant?.operatorId !== from || from === to) return [];',
    put: 'if (!this.#grant) return [];',
  },
  'a driver that became a viewer, and drives on': {
    ...{ scene: 'control', breaks: 'no viewer drives, nor who is gone', file: HOLDER },
    find: 'if (rank < formerRank || rank < 0)',
    put: 'if (rank > 9)',
  },
  'a driver whose time is over, and who drives on': {
    ...{
      scene: 'control',
      breaks: 'the driver has time left',
      file: 'robot/control/present-operators.ts',
    },
    find: 'nowMs >= (this.#operators.get(id)?.expiresAtMs ?? Infinity)',
    put: 'nowMs < 0',
  },
  'a driver who needs the yes of nobody': {
    ...{ scene: 'asking', breaks: 'nobody drives without the yes of the program', file: HOLDER },
    find: "return this.#claim(to, { by: 'hand-over', from, epoch: this.#grant.epoch }, nowMs);",
    put: "return this.#grantTo(to, 'handed-over', nowMs);",
  },
  'motion before letting go': {
    ...{ scene: 'link', breaks: 'nothing moves before the driver has let go', file: MOTION },
    find: 'return this.#armed && watchdog.allowsMotion',
    put: 'return watchdog.allowsMotion',
  },
  'a picture gate that ignores the age': {
    ...{ scene: 'picture', breaks: 'motion ends with the picture', file: PICTURES },
    find: 'return ageMs <= timeoutMs && !',
    put: 'return ageMs <= Infinity && !',
  },
  'a picture gate for which no picture is a good one': {
    ...{ scene: 'picture', breaks: 'motion ends with the picture', file: PICTURES },
    find: 'pictureMs === null ? undefined :',
    put: 'pictureMs === null ? nowMs :',
  },
  'a latch that forgets who has pressed': {
    ...{ scene: 'stops', breaks: 'a stop ends by whom it lets, and by nobody else', file: LATCHES },
    find: 'if (latch.id === operatorId ||',
    put: 'if (latch.id !== undefined ||',
  },
  'a latch that forgets that it is the robot’s own': {
    ...{ scene: 'stops', breaks: 'a stop ends by whom it lets, and by nobody else', file: LATCHES },
    find: "return isNamed && rank >= 0 ? 'may' : 'never';",
    put: "return 'may';",
  },
  'a latch of somebody who is gone, for ever': {
    ...{ scene: 'stops', breaks: 'if all play together, ann drives again', file: LATCHES },
    find: "? 'acknowledge' : 'never'",
    put: "? 'never' : 'never'",
  },
  'one who resumes for all': {
    ...{ scene: 'stops', breaks: 'the robot is stopped while anybody has pressed', file: BRAKES },
    find: 'if (hasEnded && !this.#latches.any)',
    put: 'if (hasEnded)',
  },
  'a program that is gone, and is driven on': {
    ...{ scene: 'program', breaks: 'nothing moves without the program' },
    file: 'robot/stops/program-watch.ts',
    find: "return state === undefined || state === 'live';",
    put: "return state !== 'silent';",
  },
  'a program that hangs, and is driven on': {
    ...{ scene: 'program', breaks: 'nothing moves without the program', file: BRAKES },
    find: "const isHung = isSilent && this.demand('program-silent', nowMs);",
    put: 'const isHung = isSilent && nowMs < 0;',
  },
};
