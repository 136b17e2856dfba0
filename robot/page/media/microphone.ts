import type { RTCConnection } from '@rtcbot-web/sdk';
import type { MicrophoneReport } from '../../wire/media.js';
import type { LiveSource } from './live-source.js';

/** Send the microphone to an operator, whatever becomes of it. */
export function sendSound(connection: RTCConnection, microphone: LiveSource): void {
  const { audio } = connection;
  if (microphone.device) audio.putSubscription(microphone.device);
  const ending = new AbortController();
  microphone.onChange(() => {
    if (connection.closed) return;
    if (!microphone.device) {
      audio.stopSubscription();
      return;
    }
    try {
      audio.putSubscription(microphone.device);
    } catch {
      // Without a relay there is no sound for an operator that came when there was no microphone.
    }
  }, ending);
  connection.onClose(() => ending.abort());
}

/** Say what the microphone is doing; null where there is none, and none is missed. */
export function reportMicrophone(microphone: LiveSource, wanted: boolean): MicrophoneReport | null {
  if (!wanted || microphone.isMissing) return null;
  const { state, error, device } = microphone;
  return { state, label: device?.label ?? '', ...(error === undefined ? {} : { error }) };
}
