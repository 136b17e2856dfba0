import { RtcError } from '@rtcbot-web/sdk';

/** What the browser refuses until somebody has touched the page: nothing, sound, or to play at all. */
export type Blocked = 'none' | 'sound' | 'all';

/** What a {@link Playback} needs of its element. */
export interface PlaybackHost {
  readonly media: HTMLMediaElement;
  /** Whether playing without sound is better than not playing: a video. */
  readonly canMute: boolean;
  /** Whether to play without being told to. */
  autoplays(): boolean;
  /** Whether a window shows the element. */
  isShown(): boolean;
  /** Whether a control of the element acts on the gesture itself: unmuting twice would mute again. */
  handlesGesture(event: Event): boolean;
  /** Something about the playback has changed. */
  playbackChanged(): void;
  /** The browser refuses, or cannot play. */
  playbackFailed(error: RtcError): void;
}

type Outcome = 'playing' | 'refused' | 'interrupted' | Error;

/** Gestures after which browsers allow sound. */
const GESTURES = ['pointerup', 'keydown'] as const;

/**
 * Keeps a live stream playing: calls `play()` rather than lean on the autoplay attribute, falls back to
 * silence, tries again at the next gesture, and tells a pause that somebody wanted from one by the browser.
 */
export class Playback {
  readonly #host: PlaybackHost;
  readonly #media: HTMLMediaElement;
  #wanted: boolean | undefined;
  #blocked: Blocked = 'none';
  #isMutedByPolicy = false;
  #attempt = 0;
  /** Ends waiting for a gesture. */
  #waiting: AbortController | undefined;

  /** @param host - the element */
  constructor(host: PlaybackHost) {
    this.#host = host;
    this.#media = host.media;
    this.#media.addEventListener('play', () => this.#onPlay());
    this.#media.addEventListener('playing', () => this.#host.playbackChanged());
    this.#media.addEventListener('pause', () => this.#onPause());
    this.#media.addEventListener('ended', () => this.ensurePlaying());
    this.#media.addEventListener('volumechange', () => this.#onVolumeChange());
    this.#media.addEventListener('loadstart', () => this.ensurePlaying());
  }

  /** What the browser refuses just now. */
  get blocked(): Blocked {
    return this.#blocked;
  }

  /** Whether somebody wants it paused, or never wanted it to play. */
  get isPaused(): boolean {
    return !(this.#wanted ?? this.#host.autoplays());
  }

  /** Whether something is played just now. */
  get isPlaying(): boolean {
    return !this.#media.paused && this.#media.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  /** Play because a script or a person says so. Settles as the native `play()` does. */
  play(): Promise<void> {
    this.#wanted = true;
    const playing = this.#media.play();
    playing.then(
      () => this.#setBlocked(this.#isMutedByPolicy ? this.#blocked : 'none'),
      (error: unknown) => {
        if (outcomeOf(error) === 'refused') this.#setBlocked('all');
      },
    );
    return playing;
  }

  /** Pause because a script says so. */
  pause(): void {
    this.#wanted = false;
    this.#attempt++;
    this.#media.pause();
    if (this.#blocked === 'all') this.#setBlocked('none');
    this.#host.playbackChanged();
  }

  /** Play unless somebody wants it paused, there is nothing to play, or the browser awaits a gesture. */
  ensurePlaying(): void {
    const { paused, ended, srcObject, src } = this.#media;
    const isIdle = paused || ended;
    if (!isIdle || this.isPaused || this.#blocked === 'all' || !(srcObject || src)) return;
    void this.#start();
  }

  /** Play, with sound again if it was muted for the browser's sake; call it from a gesture. */
  unblock(): void {
    if (this.#isMutedByPolicy) {
      this.#isMutedByPolicy = false;
      this.#media.muted = false;
    }
    if (!this.isPaused) void this.#start();
  }

  /** Wait for no gesture any more; the element is gone. */
  stop(): void {
    this.#setBlocked('none');
  }

  async #start(): Promise<void> {
    const attempt = ++this.#attempt;
    let outcome = await this.#tryPlaying();
    if (attempt !== this.#attempt) return;
    if (outcome === 'refused' && this.#host.canMute && !this.#media.muted) {
      this.#isMutedByPolicy = true;
      this.#media.muted = true;
      outcome = await this.#tryPlaying();
      if (attempt !== this.#attempt) return;
    }
    if (outcome === 'playing') {
      this.#setBlocked(this.#isMutedByPolicy && this.#hasSound() ? 'sound' : 'none');
    } else if (outcome === 'refused') {
      this.#setBlocked('all');
    } else if (outcome !== 'interrupted') {
      this.#host.playbackFailed(
        new RtcError('media-failed', `The stream cannot be played: ${outcome.message}`, {
          cause: outcome,
        }),
      );
    }
  }

  async #tryPlaying(): Promise<Outcome> {
    try {
      await this.#media.play();
      return 'playing';
    } catch (error) {
      return outcomeOf(error);
    }
  }

  #hasSound(): boolean {
    const { srcObject } = this.#media;
    return !(srcObject instanceof MediaStream) || srcObject.getAudioTracks().length > 0;
  }

  #setBlocked(blocked: Blocked): void {
    if (blocked === this.#blocked) return;
    const wasBlocked = this.#blocked !== 'none';
    this.#blocked = blocked;
    if (blocked === 'none') this.#waiting?.abort();
    else if (!wasBlocked) this.#listenForGestures();
    this.#host.playbackChanged();
    if (blocked === 'none' || wasBlocked) return;
    this.#host.playbackFailed(
      new RtcError(
        'autoplay-blocked',
        `The browser does not play ${blocked === 'sound' ? 'sound' : 'this'} before somebody has clicked, tapped or pressed a key in the page.`,
      ),
    );
  }

  /** In the document that shows the element; `stop` ends it before it moves to another one. */
  #listenForGestures(): void {
    this.#waiting = new AbortController();
    const options = { capture: true, signal: this.#waiting.signal };
    for (const type of GESTURES) {
      this.#media.ownerDocument.addEventListener(type, this.#onGesture, options);
    }
  }

  readonly #onGesture = (event: Event): void => {
    if (!this.#host.handlesGesture(event)) this.unblock();
  };

  #onVolumeChange(): void {
    if (this.#media.muted || !this.#isMutedByPolicy) return;
    this.#isMutedByPolicy = false; // somebody has unmuted it
    this.#setBlocked('none');
  }

  #onPlay(): void {
    if (this.#media.paused) return; // paused again since
    this.#wanted = true;
    this.#host.playbackChanged();
  }

  #onPause(): void {
    const isOver = !this.#media.paused || this.#wanted === false;
    const { hidden, defaultView } = this.#media.ownerDocument;
    if (isOver || this.#media.ended || !this.#host.isShown() || hidden) return;
    const { userActivation } = (defaultView ?? window).navigator as Partial<Navigator>;
    const wasTouched = userActivation?.hasBeenActive ?? true;
    if (wasTouched) {
      this.#wanted = false;
      this.#host.playbackChanged();
    } else {
      this.ensurePlaying(); // nobody can have paused it: the browser did, for want of a gesture
    }
  }
}

function outcomeOf(error: unknown): Outcome {
  const { name } = error as Error;
  if (name === 'NotAllowedError') return 'refused';
  return name === 'AbortError' ? 'interrupted' : (error as Error);
}
