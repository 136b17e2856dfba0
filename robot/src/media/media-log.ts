import type { MediaReport } from '../../wire/media.js';
import type { PageMessage } from '../../wire/messages.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import type { RobotSettings } from '../robot-options.js';

const NO_SANDBOX =
  'Root has no sandbox, so a fault in Chromium is a fault in the whole machine: run the robot as another user ("rtcbot-robot install" makes such a service), or say that this is meant with --chromium-flag=--no-sandbox.';

/** Log what is captured, and what is missing, whenever the page has started. */
export function logMedia(
  { log, plan, lacksScreen, lacksSandbox }: RobotSettings,
  media: MediaReport = { cameras: [], microphone: null },
): void {
  log.info(describeMedia(media));
  if (plan.microphone === 'if-present' && !media.microphone) {
    log.warn('No microphone was found, going on without sound.');
  }
  if (lacksSandbox) log.warn(NO_SANDBOX);
  if (lacksScreen) {
    log.warn('There is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set): nothing is shown.');
  }
}

/** A source that was back for less than this when it is lost again has not been back. */
const STEADY_MS = 60_000;
/** How often in a row it is told that a source is lost and back. */
const MAX_TOLD = 3;

/** How often a source was lost in a row, and when last. */
interface Losses {
  readonly count: number;
  readonly lastMs: number;
}

/** Logs what the page tells of cameras and microphone, and its warnings; the same pair of lines a few times in a row at most. */
export class MediaLog {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #losses = new Map<string, Losses>();

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** Log it; returns whether it was about media, or a warning. */
  tell(message: PageMessage): boolean {
    switch (message.type) {
      case 'media-lost':
        this.#onLost(message.source, message.message);
        return true;
      case 'media-back':
        this.#onBack(message.source, message.message);
        return true;
      case 'warning':
        this.#log.warn(message.message);
        return true;
      default:
        return false;
    }
  }

  #onLost(source: string, why: string): void {
    const before = this.#losses.get(source) ?? { count: 0, lastMs: -Infinity };
    const nowMs = this.#now();
    const isNew = nowMs - before.lastMs > STEADY_MS;
    const count = isNew ? 1 : before.count + 1;
    this.#losses.set(source, { count, lastMs: nowMs });
    if (isNew && before.count > MAX_TOLD) {
      this.#log.warn(`${source} was lost ${String(before.count)} times in a row before.`, {
        source,
      });
    }
    if (count > MAX_TOLD) return;
    const more =
      count === MAX_TOLD
        ? ' It is lost again and again: told no more before it has been there for a minute.'
        : '';
    this.#log.warn(`Lost ${source}: ${why} Trying until it is back.${more}`, { source });
  }

  #onBack(source: string, label: string): void {
    if ((this.#losses.get(source)?.count ?? 0) >= MAX_TOLD) return;
    this.#log.info(`${source} is back: ${label}.`, { source });
  }
}

function describeMedia({ cameras, microphone }: MediaReport): string {
  const pictures = cameras.map(({ name, state, label, width, height, frameRate }) => {
    const what =
      state === 'live'
        ? `${label}, ${String(width)}x${String(height)} at ${String(Math.round(frameRate))} frames per second`
        : state;
    return cameras.length > 1 ? `${name}: ${what}` : what;
  });
  return `Camera: ${pictures.join('; ') || 'none'}. Microphone: ${microphone?.label ?? 'none'}.`;
}
