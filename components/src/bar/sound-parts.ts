import { html } from 'lit';
import { barButton } from './bar-button.js';
import type { BarHost, BarPart, Sounding } from './bar-host.js';
import { BAR_TEXT } from './bar-text.js';
import { streamOf } from '../media/shown-stream.js';

/** Plays and pauses; what is paused is no picture to drive by. */
export const playPart: BarPart = {
  name: 'play',
  render: ({ host, attempt }) =>
    barButton({
      part: 'play',
      label: host.paused ? BAR_TEXT.play : BAR_TEXT.pause,
      icon: host.paused ? 'play' : 'pause',
      onClick: () => {
        if (host.paused) attempt(() => host.play());
        else host.pause();
      },
    }),
};

/**
 * What makes the sound that goes with this picture: robots send it apart, mostly, for an `<rtc-audio>` of the same `<rtc-robot>`. One that does not play, as the
 * browser waits for a gesture, has a button of its own.
 */
export function soundOf(host: BarHost): Sounding | undefined {
  const { currentSrc } = host.video;
  if (currentSrc !== '' || streamOf(host.video)?.getAudioTracks().length) return host;
  const audio = host.closest('rtc-robot')?.querySelector<HTMLMediaElement>('rtc-audio');
  return audio?.paused === false ? audio : undefined;
}

/** Mutes the sound. */
export const mutePart: BarPart = {
  name: 'mute',
  render: ({ sound }) =>
    sound &&
    barButton({
      part: 'mute',
      label: sound.muted ? BAR_TEXT.unmute : BAR_TEXT.mute,
      icon: sound.muted ? 'silent' : 'loud',
      onClick: () => {
        sound.muted = !sound.muted;
      },
    }),
};

/** Sets how loud it is; hidden where there is little room. */
export const volumePart: BarPart = {
  name: 'volume',
  render: ({ sound }) =>
    sound &&
    html`<input
      type="range"
      part="volume"
      class="volume"
      min="0"
      max="1"
      step="0.05"
      aria-label=${BAR_TEXT.volume}
      .value=${String(sound.muted ? 0 : sound.volume)}
      @input=${({ target }: Event) => {
        sound.volume = Number((target as HTMLInputElement).value);
        sound.muted = sound.volume === 0;
      }}
    />`,
};
