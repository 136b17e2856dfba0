import { type RtcError, SignalingError, SubscriptionClosed } from '@rtcbot-web/sdk/subscriptions';
import { backoffMs } from '@rtcbot-web/sdk/protocol';
import type { HostMessage, PageMessage, TokenKind } from '../../wire/messages.js';
import { createDeferred } from '../host/deferred.js';
import { errorOf } from '../errors.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import type { RobotSettings } from '../robot-options.js';

/** What a registration needs. */
export interface RelayRegistrationOptions {
  /** Address of the relay. */
  readonly url: string;
  readonly robotId: string;
  readonly token: TokenKind;
  /** Whether answers are signed with a key. */
  readonly withKey: () => boolean;
  readonly send: (message: HostMessage) => void;
  readonly log: Log;
  /** The robot is registered, for the first time or again. */
  readonly onRegistered: () => void;
  /** The relay refuses for good. */
  readonly onRefused: (error: RtcError) => void;
}

/** What a registration does to its robot. */
type RegistrationHooks = Pick<RelayRegistrationOptions, 'send' | 'onRegistered' | 'onRefused'>;

/** Make the registration of a robot with these settings; undefined: it has no relay. */
export function createRegistration(
  { relay, identity, log }: RobotSettings,
  hooks: RegistrationHooks,
): RelayRegistration | undefined {
  const withKey = (): boolean => identity.publicKey !== undefined;
  return relay && new RelayRegistration({ ...relay, ...hooks, log, withKey });
}

const RETRY = { firstMs: 500, maxMs: 5_000 } as const;
/**
 * For so long after a loss, "taken" may mean ourselves: the relay has not noticed yet that the Chromium which
 * was registered is gone.
 */
const GHOST_MS = 60_000;

/** How a robot stands with its relay. */
export interface RegistrationStatus {
  readonly registered: boolean;
  /** Since when it has been so, as an ISO date. */
  readonly since: string;
  /** Why it is not registered. */
  readonly error?: string;
}

/** While the relay stays away, the log says so again after so long, and then after twice as long each time. */
const REMINDER = { firstMs: 600_000, maxMs: 14_400_000 } as const;
const MS_PER_MINUTE = 60_000;

/** Keeps the robot registered at its relay, over restarts of the page, and says so once per change. */
export class RelayRegistration {
  readonly #options: RelayRegistrationOptions;
  readonly #first = createDeferred<undefined>();
  #registered = false;
  #sinceMs = Date.now();
  #trouble: string | undefined;
  #lostAtMs = Number.NEGATIVE_INFINITY;
  #refusals = 0;
  #retry: NodeJS.Timeout | undefined;
  #awaySinceMs = 0;
  #reminders = 0;
  #nextReminderMs = 0;

  constructor(options: RelayRegistrationOptions) {
    this.#options = options;
  }

  /** How it stands. */
  get status(): RegistrationStatus {
    const status = { registered: this.#registered, since: new Date(this.#sinceMs).toISOString() };
    return this.#trouble === undefined ? status : { ...status, error: this.#trouble };
  }

  /**
   * Register for the first time; an unreachable relay is tried until it answers.
   * @param timeoutMs - gives up after so long; never by default
   * @throws SignalingError if the relay refuses, or does not answer in time
   */
  async start(timeoutMs?: number): Promise<void> {
    this.onPageUp();
    const timer =
      timeoutMs !== undefined &&
      setTimeout(() => {
        const why = this.#trouble ?? 'it does not answer';
        this.#first.reject(
          new SignalingError(
            'relay-unreachable',
            `Not registered at ${this.#options.url} within ${String(timeoutMs)} ms: ${why}`,
          ),
        );
      }, timeoutMs);
    try {
      await this.#first.promise;
    } finally {
      if (timer) clearTimeout(timer);
    }
  }

  /** Register again; call it whenever the page has been started again. */
  onPageUp(): void {
    const { url, robotId, token, withKey, send } = this.#options;
    send({ type: 'serve', url, robotId, token, withKey: withKey() });
  }

  /** The page is lost, and the registration with it. */
  onPageDown(): void {
    if (this.#registered) this.#lostAtMs = Date.now();
    this.#setRegistered(false);
    clearTimeout(this.#retry);
  }

  /** Take the relay's news from the page. */
  onMessage(message: PageMessage): void {
    if (message.type === 'registered') this.#onRegistered();
    else if (message.type === 'relay-trouble') this.#onTrouble(message.message);
    else if (message.type === 'refused') this.#onRefused(errorOf(message));
  }

  /** Stop trying. */
  close(): void {
    this.#first.reject(new SubscriptionClosed('The robot was closed before it was registered.'));
    clearTimeout(this.#retry);
  }

  #onRegistered(): void {
    const { url, robotId, log } = this.#options;
    const away = this.#trouble === undefined ? '' : ` again, after ${this.#awayFor()}`;
    this.#setRegistered(true);
    this.#trouble = undefined;
    this.#refusals = 0;
    log.info(`Registered as ${robotId} at ${url}${away}.`);
    this.#first.resolve(undefined);
    this.#options.onRegistered();
  }

  #onTrouble(message: string): void {
    this.#setRegistered(false);
    // The SDK goes on trying; one line says so until it works again, and another one now and then.
    const { url, log } = this.#options;
    const nowMs = Date.now();
    if (this.#trouble === undefined) {
      this.#awaySinceMs = nowMs;
      this.#reminders = 0;
      log.warn(`The relay at ${url} cannot be reached, trying again until it can: ${message}`);
    } else if (nowMs >= this.#nextReminderMs) {
      log.warn(`The relay at ${url} has been away for ${this.#awayFor()}: ${message}`);
    }
    if (this.#trouble === undefined || nowMs >= this.#nextReminderMs) {
      this.#nextReminderMs = nowMs + backoffMs(++this.#reminders, REMINDER, 0);
    }
    this.#trouble = message;
  }

  #awayFor(): string {
    const minutes = Math.round((Date.now() - this.#awaySinceMs) / MS_PER_MINUTE);
    return minutes < 1 ? 'less than a minute' : `${String(minutes)} min`;
  }

  #setRegistered(registered: boolean): void {
    if (registered !== this.#registered) this.#sinceMs = Date.now();
    this.#registered = registered;
  }

  #onRefused(error: RtcError): void {
    if (this.#trouble === undefined) this.#awaySinceMs = Date.now();
    this.#setRegistered(false);
    this.#trouble = error.message;
    const isGhost = error.code === 'robot-taken' && Date.now() - this.#lostAtMs < GHOST_MS;
    if (!isGhost) {
      this.#first.reject(error);
      this.#options.onRefused(error);
      return;
    }
    this.#retry = setTimeout(
      () => {
        this.onPageUp();
      },
      backoffMs(++this.#refusals, RETRY, Math.random()),
    );
  }
}
