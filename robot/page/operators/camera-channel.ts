import { type DataChannel, RtcError } from '@rtcbot-web/sdk';
import type { Cameras } from '../media/cameras.js';
import type { VideoSlots } from './video-slots.js';

/**
 * Speaks with an operator that has opened the channel of cameras: it learns their names and what they are doing, and
 * says with `{"show": ["front", "rear"]}` which ones it wants to see.
 */
export function serveCameras(channel: DataChannel, cameras: Cameras, slots: VideoSlots): void {
  const tell = (more: { readonly error?: string } = {}): void => {
    if (channel.closed) return;
    const catalogue = cameras.reports.map(({ name, label, state, width, height, frameRate }) => ({
      ...{ name, label, state, width, height, frameRate },
    }));
    channel.put_nowait({ cameras: catalogue, show: slots.names, ...more });
  };
  const stop = cameras.onChange(() => {
    tell();
  });
  channel.onClose(stop);
  channel.subscribe((message: unknown) => {
    try {
      slots.show(namesOf(message));
      tell();
    } catch (error) {
      tell({ error: error instanceof Error ? error.message : String(error) });
    }
  });
  tell();
}

function namesOf(message: unknown): string[] {
  const show =
    typeof message === 'object' && message !== null && 'show' in message ? message.show : undefined;
  if (Array.isArray(show) && show.every((name) => typeof name === 'string')) return show;
  throw new RtcError('bad-argument', 'Ask for cameras with {"show": ["<name>", …]}.');
}
