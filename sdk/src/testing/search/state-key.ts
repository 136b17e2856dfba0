import { StateText, type Meaning } from './memento.js';
import { IDS, LIMITS, TICK_MS, type Id } from './search-facts.js';
import type { SearchWorld } from './search-world.js';

const upTo = (limitMs: number): Meaning => ({ upToMs: limitMs + TICK_MS });

/** Of the numbers in the core; `itself` would be needed for others. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  // Numbers that tell one from another; which is which is in the text of the world.
  ...{ $epoch: 'nothing', epoch: 'nothing', $count: 'nothing', number: 'nothing', $seq: 'nothing' },
  // What decides nothing.
  ...{ $news: 'nothing', $intake: 'nothing', $trips: 'nothing', ageMs: 'nothing', data: 'nothing' },
  ...{ $neutral: 'nothing', $rules: 'nothing', $maxAgeMs: 'nothing', $maxCommandAgeMs: 'nothing' },
  '$grant.sinceMs': 'nothing',
  '$stop.sinceMs': 'nothing',
  '$latches.sinceMs': 'nothing',
  $heardMs: upTo(LIMITS.silenceMs),
  $movedMs: upTo(LIMITS.timeoutMs),
  $askedMs: upTo(LIMITS.retryMs),
  $owingSinceMs: upTo(LIMITS.timeoutMs),
  atMs: upTo(LIMITS.pictureTimeoutMs),
  sinceMs: upTo(LIMITS.requestTimeoutMs),
  expiresAtMs: { upToMs: 10 * TICK_MS },
  rank: 'itself',
};

const texts = new StateText(MEANINGS);

/** No robot is driven by a picture that is older. */
const PICTURE_MS = LIMITS.pictureTimeoutMs + LIMITS.maxCommandAgeMs;

/** What the opened core has inside. */
interface Inside {
  readonly $operators: {
    readonly $operators: Map<string, Record<'heartbeats' | 'commands', { $seq: number }>>;
  };
  readonly $control: {
    readonly $asks: { readonly $asks: readonly { number: number; claim: { epoch?: number } }[] };
  };
}

/** A text that is the same for two states from which the same can come. */
export function keyOf(world: SearchWorld): string {
  const { core, nowMs } = world;
  const inside = core as unknown as Inside;
  const epoch = core.control.grant?.epoch;
  const asks = inside.$control.$asks.$asks;
  return [
    texts.write(core, nowMs),
    texts.write(world.stops, nowMs),
    ...IDS.map((id) => operatorText(world, id)),
    slotText(world, inside, epoch),
    asks.map(({ claim }) => claim.epoch === epoch),
    world.asks.map(({ number }) => asks.findIndex((ask) => ask.number === number)),
    world.approved,
    world.epoch === epoch,
    world.motion?.from,
    world.motion && age(nowMs, world.motion.atMs, LIMITS.timeoutMs),
    age(nowMs, world.freshMs, LIMITS.timeoutMs),
    world.restedEpoch !== undefined && world.restedEpoch === epoch,
    world.unconfirmed !== undefined && world.unconfirmed === core.stop?.number,
    world.unconfirmed === undefined,
    world.oldStop !== undefined,
    age(nowMs, world.askedMs, LIMITS.retryMs),
    world.hasEnded,
    world.isUnseen,
  ].join(';');
}

function operatorText({ operators, nowMs }: SearchWorld, id: Id): string {
  const { rank, expiresAtMs, echoMs, epoch, frozenSinceMs, seesNothing } = operators[id];
  const leftMs = Math.min(expiresAtMs - nowMs, 10 * TICK_MS);
  return `${rank},${leftMs},${age(nowMs, echoMs, LIMITS.maxCommandAgeMs)},${epoch === undefined},${age(nowMs, frozenSinceMs, PICTURE_MS)},${seesNothing}`;
}

/** Of what is under way: all that decides what becomes of it. */
function slotText({ slot, nowMs }: SearchWorld, inside: Inside, epoch: number | undefined): string {
  if (!slot) return '';
  const { from, kind, message, sentMs, hasArrived } = slot;
  const text = `${from},${kind},${hasArrived}`;
  if (!('seq' in message)) return text;
  const gates = inside.$operators.$operators.get(from);
  const gate = gates?.[message.type === 'heartbeat' ? 'heartbeats' : 'commands'];
  const isNewest = gate !== undefined && message.seq > gate.$seq;
  const isOfGrant = message.type === 'command' && message.epoch === epoch;
  const { echoMs, heldMs = 0, pictureMs } = message;
  const ages = [sentMs, echoMs].map((atMs) => age(nowMs, atMs, LIMITS.maxCommandAgeMs));
  return `${text},${isNewest},${isOfGrant},${ages.join()},${heldMs},${pictureMs && Math.min(pictureMs, PICTURE_MS)}`;
}

function age(nowMs: number, atMs: number | undefined, limitMs: number): number | undefined {
  return atMs === undefined ? undefined : Math.min(nowMs - atMs, limitMs + TICK_MS);
}
