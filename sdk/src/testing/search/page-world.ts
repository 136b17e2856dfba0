import type { OperatorTeleop } from '../../teleop/operator/operator-teleop.js';
import { isNeutral } from '../../teleop/shared/command.js';
import type { OperatorMessage, StateMessage } from '../../teleop/shared/wire.js';
import { StateText, type Meaning } from './memento.js';
import { ensure } from './search-facts.js';

/** How often a page looks around here. */
export const LOOK_MS = 100;
const PICTURE_TIMEOUT_MS = 300;
/** Silence after which a robot is lost, and the wait for the next look. */
const LOST_MS = 700 + LOOK_MS;
/** How long a page must have been awake to know of a silence. */
const LISTEN_MS = 250 + LOOK_MS;
/** How long a stop is said again. */
const STOP_PATIENCE_MS = 5_000;

/** What a robot may say of itself. */
export type Word = 'not yours' | 'let go' | 'armed' | 'armed anew' | 'your stop' | 'a stop';

/** The clock of all pages that are searched: one at a time. */
const clock = { nowMs: 0, now: () => clock.nowMs, setInterval: () => 1 };
Object.assign(globalThis, { searchClock: clock });

/**
 * An operator's page, a robot that may say anything, and somebody at the stick. What the page sends is compared with what docs/teleop.md
 * promises. All fields can be put back; what is wrong is thrown.
 */
export class PageWorld {
  nowMs = 1_000_000;
  readonly page: OperatorTeleop;
  isPushed = false;
  /** Nothing is held that was held when something has let go for the operator. */
  isFree = true;
  hasAttention = true;
  /** Undefined: the page has no dead-man's button. */
  button: 'up' | 'down' | 'must be let go' | undefined;
  isLive = true;
  frameMs = this.nowMs;
  word: Word = 'not yours';
  answeredMs = this.nowMs;
  awakeSinceMs = this.nowMs;
  stopSinceMs: number | undefined;
  stopSaidMs = 0;
  /** Whether the last command that was sent was for motion. */
  movesOn = false;

  constructor(Page: typeof OperatorTeleop) {
    clock.nowMs = this.nowMs;
    this.page = new Page({
      send: (text) => {
        this.#see(JSON.parse(text) as OperatorMessage);
      },
      isConnected: () => true,
      hasAttention: () => this.hasAttention,
      receivedFrame: () => this.frameMs,
    });
    this.page._linkUp();
    this.say('not yours');
  }

  /** To be called after each event. */
  check(): void {
    if (this.movesOn) this.#checkMotion();
  }

  tick(): void {
    this.#pass(LOOK_MS);
    if (!this.#maySee || !this.hasAttention) this.#trip();
    const { liveness } = this.page;
    this.page._tick();
    if (liveness !== 'lost' && this.page.liveness === 'lost') this.#trip();
    if (this.stopSinceMs === undefined) return;
    if (this.nowMs - this.stopSinceMs > STOP_PATIENCE_MS) this.stopSinceMs = undefined;
    else {
      const isSaid = this.nowMs - this.stopSaidMs < LOOK_MS;
      ensure(isSaid, 'a stop is said again until it is confirmed');
    }
  }

  /** The page is frozen; then it looks around. */
  freeze(): void {
    this.#pass(1_000);
    this.awakeSinceMs = this.nowMs + LOOK_MS; // its first look
    this.tick();
  }

  answer(): void {
    clock.nowMs = this.nowMs;
    this.answeredMs = this.nowMs;
    this.#receive({ type: 'heartbeat', atMs: this.nowMs, echoMs: this.nowMs });
  }

  say(word: Word): void {
    if (word !== this.word) this.#trip();
    this.word = word;
    if (word === 'your stop') this.stopSinceMs = undefined;
    if (word === 'not yours') this.movesOn = false; // nothing is sent any more
    this.#receive(stateOf(word));
  }

  put(isPushed: boolean): void {
    this.isPushed = isPushed;
    if (!isPushed) this.isFree = true;
    else if (!this.#mayAct) this.isFree = false;
    this.#act(() => {
      this.page.commands.put_nowait({ linearMetersPerSec: isPushed ? 1 : 0 });
    });
  }

  release(): void {
    this.#trip();
    this.#act(() => {
      this.page.commands.release();
    });
  }

  hold(isHeld: boolean): void {
    if (!isHeld) {
      this.#trip();
      this.button = 'up';
    } else if (!this.#mayAct) this.button = 'must be let go';
    else if (this.button !== 'must be let go') this.button = 'down';
    this.#act(() => {
      this.page.commands.hold(isHeld);
    });
  }

  /** @param isTold - by the browser; if not, the page has to look */
  turnAway(isTold: boolean): void {
    this.hasAttention = false;
    if (!isTold) return;
    this.#trip();
    this.#act(() => {
      this.page._attentionLost(false);
    });
  }

  stop(): void {
    this.#trip();
    this.stopSinceMs = this.nowMs;
    this.#act(() => {
      this.page.stop().catch(() => undefined); // it may never be confirmed here
    });
    ensure(this.stopSaidMs === this.nowMs, 'a stop is said at once');
  }

  resume(): void {
    this.stopSinceMs = undefined;
    this.#act(() => {
      this.page.resume();
    });
  }

  get #maySee(): boolean {
    return this.nowMs - this.frameMs <= PICTURE_TIMEOUT_MS;
  }

  /** By what the page knows: it looks at the picture ten times a second here. */
  get #mayAct(): boolean {
    return this.hasAttention && !this.page.picture.isTooOld;
  }

  #pass(ms: number): void {
    this.nowMs += ms;
    if (this.isLive) this.frameMs = this.nowMs;
    clock.nowMs = this.nowMs;
  }

  /** What is held now counts for nothing until it was let go. */
  #trip(): void {
    if (this.isPushed) this.isFree = false;
    if (this.button === 'down') this.button = 'must be let go';
  }

  #act(act: () => void): void {
    clock.nowMs = this.nowMs;
    act();
  }

  #receive(message: unknown): void {
    this.#act(() => {
      this.page._receive(JSON.stringify(message));
    });
  }

  #see(message: OperatorMessage): void {
    if (message.type === 'stop') this.stopSaidMs = this.nowMs;
    if (message.type !== 'command') return;
    this.movesOn = !isNeutral(message.data);
    if (!this.movesOn) return;
    ensure(this.#maySee, 'no motion is sent by an old picture');
    ensure(message.epoch === stateOf(this.word).epoch, 'motion is sent under the newest grant');
    this.#checkMotion();
  }

  #checkMotion(): void {
    ensure(this.isPushed, 'motion is what the operator wants');
    ensure(this.isFree, 'what is held counts for nothing until it was let go');
    ensure(this.button === undefined || this.button === 'down', 'the button must be held');
    ensure(stateOf(this.word).armed, 'no motion is sent to a robot that is not armed');
    const isHeard = this.nowMs - this.answeredMs <= LOST_MS;
    const isAwake = this.nowMs - this.awakeSinceMs > LISTEN_MS;
    ensure(isHeard || !isAwake, 'no motion is sent to a robot that is lost');
  }
}

function stateOf(word: Word): StateMessage {
  const epoch = { 'not yours': undefined, 'armed anew': 2 }[word as string];
  const isStopped = word === 'your stop' || word === 'a stop';
  const id = word === 'your stop' ? 'ann' : 'bob';
  const latch = { origin: 'operator', id, isHere: true, forMs: 0, resume: 'may' } as const;
  return {
    ...{ type: 'state', you: 'ann', requests: [], operators: [], limits: {} },
    epoch: word === 'not yours' ? undefined : (epoch ?? 1),
    armed: word.startsWith('armed'),
    pictureTimeoutMs: PICTURE_TIMEOUT_MS,
    ...(isStopped && {
      stop: { reason: 'emergency', confirmed: true, forMs: 0, latches: [latch] },
    }),
  };
}

const upTo = (upToMs: number): Meaning => ({ upToMs });

/** Of the numbers in a page. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  // What only tells others of it, or counts.
  ...{ commands: 'nothing', telemetry: 'nothing', $wishes: 'nothing', $heeded: 'nothing' },
  ...{ $link: 'nothing', $now: 'nothing', $clock: 'nothing', $seq: 'nothing', $echo: 'nothing' },
  ...{ $timer: 'nothing', $minGapMs: 'nothing', $received: 'nothing', forMs: 'nothing' },
  ...{ $changes: 'nothing', changes: 'nothing', $livenessChanges: 'nothing', $screens: 'nothing' },
  ...{
    angularRadPerSec: 'nothing',
    epoch: 'itself',
    $releasedEpoch: 'itself',
    $repeats: 'itself',
    linearMetersPerSec: 'itself',
  },
  ...{ timeoutMs: 'itself', pictureTimeoutMs: 'itself' },
  ...{ $proofMs: upTo(900), $lookMs: upTo(400), $awakeSinceMs: upTo(400), $beatMs: upTo(200) },
  ...{ $sentMs: upTo(100), $sinceMs: upTo(STOP_PATIENCE_MS), expectedDisplayTime: upTo(500) },
  ...{ page: 'nothing', nowMs: 'nothing', frameMs: upTo(500), answeredMs: upTo(1_000) },
  ...{ awakeSinceMs: upTo(500), stopSinceMs: upTo(STOP_PATIENCE_MS), stopSaidMs: upTo(300) },
};

const texts = new StateText(MEANINGS);

/** A text that is the same for two states from which the same can come. */
export function pageKeyOf(world: PageWorld): string {
  return texts.write(world.page, world.nowMs) + texts.write(world, world.nowMs);
}
