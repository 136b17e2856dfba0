import { type DataChannel, RtcError } from '@rtcbot-web/sdk';
import type { Cameras } from '../media/cameras.js';
import type { VideoSlots } from './video-slots.js';

/** Shortest time between two wishes that are carried out, in ms: of those that come in between the newest counts. */
const GAP_MS = 200;

/** Names of all cameras that a robot has, and more. */
const MAX_WISH_CHARACTERS = 16_384;

/**
 * Speaks with an operator that has opened the channel of cameras: it learns their names and what they are doing, and
 * says with `{"show": ["front", "rear"]}` which ones it wants to see.
 */
export function serveCameras(channel: DataChannel, cameras: Cameras, slots: VideoSlots): void {
  const tell = (more: { readonly error?: string } = {}): void => {
    // Who does not read what it asked for learns it later.
    if (channel.closed || channel.bufferedBytes > MAX_WISH_CHARACTERS) return;
    const catalogue = cameras.reports.map(({ name, label, state, width, height, frameRate }) => ({
      ...{ name, label, state, width, height, frameRate },
    }));
    channel.put_nowait(JSON.stringify({ cameras: catalogue, show: slots.names, ...more }));
  };
  const ending = new AbortController();
  cameras.onChange(() => {
    tell();
  }, ending);
  const wishes = new Paced((message) => {
    try {
      slots.show(namesOf(message));
      tell();
    } catch (error) {
      tell({ error: error instanceof Error ? error.message : String(error) });
    }
  });
  channel.onClose(() => {
    ending.abort();
    wishes.close();
  });
  channel.subscribe((message) => {
    wishes.put(message);
  });
  tell();
}

/** Hands on the newest of what is put, and waits between two. */
class Paced {
  readonly #handle: (value: unknown) => void;
  #newest: unknown;
  #isWaiting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(handle: (value: unknown) => void) {
    this.#handle = handle;
  }

  put(value: unknown): void {
    this.#newest = value;
    this.#isWaiting = true;
    if (this.#timer === undefined) this.#next();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #next(): void {
    this.#timer = undefined;
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#timer = setTimeout(() => {
      this.#next();
    }, GAP_MS);
    this.#handle(this.#newest);
  }
}

/** @param message - a text, as it came over the channel */
function namesOf(message: unknown): string[] {
  const wish = parse(message);
  const show = typeof wish === 'object' && wish !== null && 'show' in wish ? wish.show : undefined;
  if (Array.isArray(show) && show.every((name) => typeof name === 'string')) return show;
  throw new RtcError('bad-argument', 'Ask for cameras with {"show": ["<name>", …]}.');
}

function parse(message: unknown): unknown {
  if (typeof message !== 'string' || message.length > MAX_WISH_CHARACTERS) return undefined;
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return undefined;
  }
}
