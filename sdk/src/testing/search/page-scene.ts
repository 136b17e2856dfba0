import type { OperatorTeleop } from '../../teleop/operator/operator-teleop.js';
import type { Mutant } from './mutants.js';
import { PageWorld, pageKeyOf, type Word } from './page-world.js';
import { ensure } from './search-facts.js';
import type { SearchEvent, Space } from './search.js';

type Event = SearchEvent<PageWorld>;

const event = (name: string, play: Event['play']): Event => ({ name, play });
const says = (word: Word): Event =>
  event(`the robot says: ${word}`, (world) => {
    world.say(word);
  });

const tick = event('0.1 s pass', (world) => {
  world.tick();
});
const answer = event('the robot answers', (world) => {
  world.answer();
});
const push = event('the stick is pushed', (world) => {
  world.put(true);
});
const letGo = event('the stick is let go', (world) => {
  world.put(false);
});
const live = event('the picture is live', (world) => {
  world.isLive = true;
});
const comeBack = event('the operator comes back', (world) => {
  world.hasAttention = true;
});
const hold = event('the button is held', (world) => {
  world.hold(true);
});
const unhold = event('the button is let go', (world) => {
  world.hold(false);
});
const resume = event('the operator resumes', (world) => {
  world.resume();
});

const EVENTS: readonly Event[] = [
  ...[tick, answer, push, letGo, live, comeBack, hold, unhold, resume],
  ...[says('not yours'), says('let go'), says('armed'), says('armed anew')],
  ...[says('your stop'), says('a stop')],
  event('0.4 s pass without a word', (world) => {
    for (let at = 0; at < 4; at++) world.tick();
  }),
  event('0.4 s pass with answers', (world) => {
    for (let at = 0; at < 4; at++) {
      world.tick();
      world.answer();
    }
  }),
  event('the page is frozen', (world) => {
    world.freeze();
  }),
  event('the picture freezes', (world) => {
    world.isLive = false;
  }),
  event('the operator turns away', (world) => {
    world.turnAway(true);
  }),
  event('the operator turns away, and the browser does not say so', (world) => {
    world.turnAway(false);
  }),
  event('something lets go for the operator', (world) => {
    world.release();
  }),
  event('the operator presses stop', (world) => {
    world.stop();
  }),
];

const START = [tick, answer];
const DRIVING = [...START, says('armed'), letGo, push];

/** What happens at an operator's page, whatever the robot says. */
export function pageSpace(Page: typeof OperatorTeleop): Space<PageWorld> {
  return {
    events: EVENTS,
    starts: [START, DRIVING],
    create: () => new PageWorld(Page),
    check: (world) => {
      world.check();
    },
    escape: (world) => {
      const steps = [comeBack, live, resume, tick, answer, says('armed')];
      const button = world.button === undefined ? [] : [unhold, hold];
      for (const { play } of [...steps, tick, ...button, letGo, tick, answer, push, tick])
        play(world);
      ensure(world.movesOn, 'who lets go, and pushes, moves the robot again');
    },
    keyOf: pageKeyOf,
  };
}

const TELEOP = 'operator/operator-teleop.ts';
const DEADMAN = 'operator/deadman.ts';
const EMERGENCY = 'operator/emergency-stop.ts';

/** Bugs of the operator's side, planted one at a time. */
export const PAGE_MUTANTS: Readonly<Record<string, Omit<Mutant, 'scene'>>> = {
  'a page that drives a robot that is not armed': {
    ...{ breaks: 'no motion is sent to a robot that is not armed', file: TELEOP },
    find: 'const wanted = armed ? this.#deadman.output : undefined;',
    put: 'const wanted = this.#deadman.output;',
  },
  'a page that drives on with what was held before': {
    ...{ breaks: 'what is held counts for nothing until it was let go', file: TELEOP },
    find: 'if (isOther || state.armed !== former?.armed) this.#deadman.trip();',
    put: '',
  },
  'a page that waits for the browser to say that nobody is there': {
    ...{ breaks: 'what is held counts for nothing until it was let go', file: TELEOP },
    find: 'if (!this.#mayAct()) this.#deadman.trip();',
    put: '',
  },
  'a page that drives a robot that is lost': {
    ...{ breaks: 'what is held counts for nothing until it was let go', file: TELEOP },
    find: "if (liveness === 'lost') this.commands.release();",
    put: '',
  },
  'a page that takes what is pushed while the robot is lost': {
    ...{ breaks: 'no motion is sent to a robot that is lost', file: TELEOP },
    find: " && this.#liveness !== 'lost'",
    put: '',
  },
  'a page that drives by an old picture': {
    ...{ breaks: 'no motion is sent by an old picture', file: 'operator/picture/seen-picture.ts' },
    find: '(ageMs ?? Infinity) > timeoutMs',
    put: '(ageMs ?? Infinity) > 9 * timeoutMs',
  },
  'a dead man who holds on': {
    ...{ breaks: 'what is held counts for nothing until it was let go', file: DEADMAN },
    find: 'if (this.#command && !isNeutral(this.#command)) this.#blocked = true;',
    put: '',
  },
  'a button that need not be held': {
    ...{ breaks: 'the button must be held', file: DEADMAN },
    find: 'if (this.#blocked || (this.#needsHold && !this.#held)) return undefined;',
    put: 'if (this.#blocked) return undefined;',
  },
  'a stop that is said once': {
    ...{ breaks: 'a stop is said again until it is confirmed', file: EMERGENCY },
    find: 'else this.#say();',
    put: '',
  },
  'a stop that the stop of somebody else confirms': {
    ...{ breaks: 'a stop is said again until it is confirmed', file: EMERGENCY },
    find: "(stop.reason === 'emergency' && isOurs)",
    put: "stop.reason === 'emergency'",
  },
  'a stick that never counts again': {
    ...{ breaks: 'who lets go, and pushes, moves the robot again', file: DEADMAN },
    find: 'if (isNeutral(command)) this.#blocked = false;',
    put: 'if (isNeutral(command)) return;',
  },
};
