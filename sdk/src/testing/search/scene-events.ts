import type { Id, Kind } from './search-facts.js';
import type { SearchWorld } from './search-world.js';
import type { SearchEvent } from './search.js';

/** Something that may happen to a robot. */
export type Event = SearchEvent<SearchWorld>;

const event = (name: string, play: Event['play'], may?: Event['may']): Event =>
  may ? { name, play, may } : { name, play };

const isHere = (who: Id) => (world: SearchWorld) => world.operators[who].rank !== undefined;

/** `who` says one of these, and it comes at once. */
export const says = (who: Id, ...kinds: Kind[]): Event[] =>
  kinds.map((kind) =>
    event(
      `${who} says ${kind}`,
      (world) => {
        world.say(who, kind);
      },
      isHere(who),
    ),
  );

/** `who` says one of these, and it is under way. */
export const sends = (who: Id, ...kinds: Kind[]): Event[] => [
  ...kinds.map((kind) =>
    event(
      `${who} sends ${kind}, which is under way`,
      (world) => {
        world.hold(who, kind);
      },
      isHere(who),
    ),
  ),
];

/** `who` goes on saying so, ten times a second. */
export const goesOn = (who: Id, kind: Kind): Event =>
  event(`${who} goes on with ${kind} for 0.2 s`, (world) => {
    for (let at = 0; at < 2; at++) {
      world.tick();
      if (isHere(who)(world)) world.say(who, kind);
    }
  });

export const joins = (who: Id, role: string): Event =>
  event(`${who} comes as ${role}`, (world) => {
    world.join(who, role);
  });
export const renews = (who: Id, role: string): Event =>
  event(
    `${who} is ${role} from now on`,
    (world) => {
      world.renew(who, role);
    },
    isHere(who),
  );
export const expires = (who: Id): Event =>
  event(
    `${who} has 0.2 s left`,
    (world) => {
      world.renew(who, 'operator', 200);
    },
    isHere(who),
  );
export const leaves = (who: Id): Event =>
  event(
    `${who} leaves`,
    (world) => {
      world.leave(who);
    },
    isHere(who),
  );

export const seesFrozen = (who: Id): Event =>
  event(`the picture of ${who} freezes`, ({ operators, nowMs }) => {
    operators[who].frozenSinceMs ??= nowMs;
  });
export const seesLive = (who: Id): Event =>
  event(`the picture of ${who} is live again`, ({ operators }) => {
    operators[who].frozenSinceMs = undefined;
    operators[who].seesNothing = false;
  });
export const seesNothing = (who: Id): Event =>
  event(`${who} sees no picture`, ({ operators, nowMs }) => {
    operators[who].frozenSinceMs ??= nowMs;
    operators[who].seesNothing = true;
  });

export const tick = event('0.1 s pass', (world) => {
  world.tick();
});
export const freeze = event('the process is frozen for 0.3 s', (world) => {
  world.freeze();
});
export const arrive = event(
  'what is under way arrives',
  (world) => {
    world.arrive();
  },
  ({ slot }) => slot !== undefined,
);
export const confirm = event(
  'the program confirms the stop',
  (world) => {
    world.confirm();
  },
  ({ unconfirmed }) => unconfirmed !== undefined,
);
export const confirmOld = event(
  'the program confirms the stop before',
  (world) => {
    world.confirmOld();
  },
  ({ oldStop }) => oldStop !== undefined,
);
export const press = event('the bumper is hit', (world) => {
  world.press();
});
export const unpress = event('the bumper is free', (world) => {
  world.unpress();
});
export const oversleep = event('the machine sleeps', (world) => {
  world.oversleep();
});
export const end = event('the robot ends', (world) => {
  world.end();
});
export const program = (['started', 'ready', 'asked', 'answered', 'stuck', 'lost'] as const).map(
  (what) =>
    event(`program: ${what}`, (world) => {
      world.note(what);
    }),
);
export const answers = [true, false].map((may) =>
  event(
    `the program says ${may ? 'yes' : 'no'}`,
    (world) => {
      world.answer(may);
    },
    ({ asks }) => asks.length > 0,
  ),
);
