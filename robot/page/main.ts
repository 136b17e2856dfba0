/**
 * The camera page: it runs in the robot's Chromium, opens camera and microphone once, and has a connection to
 * each operator. Its host drives it through the global `rtcbotPage`.
 *
 * @module
 */
import { RtcError } from '@rtcbot-web/sdk';
import {
  type HostMessage,
  type MediaReport,
  type Outcome,
  type PageApi,
  type PageSettings,
  parseHostBatch,
} from '../src/bridge-messages.js';
import { answerOffer } from './direct.js';
import { openDevice, reportCamera, reportMicrophone } from './media.js';
import { type OperatorMedia, Operators } from './operators.js';
import { serve, unregister } from './registration.js';
import { Screen } from './screen.js';

declare global {
  var rtcbotPage: PageApi;
}

interface OpenPage {
  readonly settings: PageSettings;
  readonly media: OperatorMedia;
  readonly operators: Operators;
}

let opened: OpenPage | undefined;

async function open(settings: PageSettings): Promise<MediaReport> {
  const { camera, microphone, display } = settings;
  // Each is asked for alone, so that a missing one does not cost the other.
  const [cameraTrack, microphoneTrack] = await Promise.all([
    openDevice('camera', camera),
    openDevice('microphone', microphone),
  ]);
  const screen = display ? new Screen() : undefined;
  const media = { camera: cameraTrack, microphone: microphoneTrack, screen };
  opened = { settings, media, operators: new Operators(media) };
  return report(opened);
}

function page(): OpenPage {
  if (!opened) throw new RtcError('bad-state', 'The camera page is not open yet.');
  return opened;
}

function report({ media }: OpenPage): MediaReport {
  return { camera: reportCamera(media.camera), microphone: reportMicrophone(media.microphone) };
}

function receive(message: HostMessage): void {
  const { operators } = page();
  switch (message.type) {
    case 'serve':
      serve(operators, message);
      break;
    case 'message':
      operators.send(message.data, message.to);
      break;
    case 'close-operator':
      operators.hangUp(message.id);
      break;
  }
}

async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const code = error instanceof RtcError ? error.code : 'robot-host';
    return { ok: false, code, message: error instanceof Error ? error.message : String(error) };
  }
}

globalThis.rtcbotPage = {
  open: (settings) => outcome(() => open(settings)),
  receive: (batch) => {
    for (const message of parseHostBatch(batch)) receive(message);
  },
  answer: (offer) =>
    outcome(() => answerOffer(page().operators, offer, page().settings.rtcConfiguration)),
  status: () => ({ ...report(page()), operators: page().operators.reports }),
  close: async () => {
    await Promise.all([unregister(), opened?.operators.close()]);
  },
};
