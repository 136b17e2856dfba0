import type { DeviceReport } from '../../wire/media.js';
import type { ChromiumOptions } from '../chromium/chromium.js';
import { LiveMedia } from './live-media.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { RobotHost } from '../host/robot-host.js';
import { resolveOptions } from '../robot-options.js';

const QUIET: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * List the cameras, microphones and speakers that the robot's Chromium sees. None of them is opened.
 * @throws RobotHostError `robot-host` if Chromium does not start
 */
export async function listDevices(chromium: ChromiumOptions = {}): Promise<DeviceReport[]> {
  const settings = resolveOptions({
    ...{ camera: 'none', microphone: 'none', display: false, speaker: false },
    ...{ chromium, log: QUIET },
  });
  const media = new LiveMedia(settings);
  const host = new RobotHost(
    { ...settings, ...settings.supervision, settings: () => media.pageSettings },
    {
      onUp: () => undefined,
      onDown: () => undefined,
      onMessage: () => undefined,
      onDriving: () => undefined,
      onUpload: () => false,
      onTrouble: () => undefined,
    },
    QUIET,
  );
  try {
    await host.start();
    return await host.ask('listDevices');
  } finally {
    await host.close();
  }
}
