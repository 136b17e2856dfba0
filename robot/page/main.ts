/**
 * The camera page: it runs in the robot's Chromium, opens cameras and microphone once, and has a connection to
 * each operator. Its host drives it through the global `rtcbotPage`.
 *
 * @module
 */
import { onDriving } from './operators/driving.js';
import { listDevices, RtcError } from '@rtcbot-web/sdk';
import {
  type DeviceReport,
  type MediaReport,
  MICROPHONE,
  type PageSettings,
  type SourceSettings,
} from '../wire/media.js';
import type { HostMessage } from '../wire/messages.js';
import type { PageApi, PageHandlers } from '../wire/page-calls.js';
import { parseHostBatch } from '../wire/parsing.js';
import { Cameras } from './media/cameras.js';
import { onHostCall } from './operators/calls.js';
import { answerOffer } from './operators/direct.js';
import { startFrames, stopFrames } from './frames/frame-feeds.js';
import { onTaken } from './host.js';
import { showScene } from './media/camera-script.js';
import { RobotMicrophone } from './media/microphone.js';
import { type OperatorMedia, Operators } from './operators/operators.js';
import { serve, unregister } from './operators/registration.js';
import { Screen } from './screen/screen.js';
import { encoders, installTuning, setCodecs, tune } from './encoding/tuned-peer-connection.js';

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
  const cameras = new Cameras(settings);
  const microphone = new RobotMicrophone(settings.microphone);
  installTuning(cameras, settings);
  // Each is asked for alone, so that a missing one does not cost the other.
  await Promise.all([cameras.open(settings.patient), microphone.open(settings.patient)]);
  const media = { cameras, microphone, screen: await Screen.open(settings) };
  opened = { settings, media, operators: new Operators(media) };
  return report(opened);
}

function page(): OpenPage {
  if (!opened) throw new RtcError('bad-state', 'The camera page is not open yet.');
  return opened;
}

function report({ media }: OpenPage): MediaReport {
  return { cameras: media.cameras.reports, microphone: media.microphone.report };
}

/** The machine's devices, each name once. */
async function reportDevices(): Promise<DeviceReport[]> {
  const devices = await listDevices();
  const kinds = { camera: 'videoinput', microphone: 'audioinput', speaker: 'audiooutput' } as const;
  return (['camera', 'microphone', 'speaker'] as const).flatMap((kind) => {
    const known = devices.filter((one) => one.kind === kinds[kind] && one.deviceId !== '');
    return [...new Set(known.map(({ label }) => label))].map((label) => ({ kind, label }));
  });
}

async function setSource(name: string, change: SourceSettings): Promise<MediaReport> {
  const { cameras, microphone } = page().media;
  await (name === MICROPHONE ? microphone : cameras.get(name)).set(change);
  await tune();
  return report(page());
}

function onMessage(message: HostMessage): void {
  const { operators, media, settings } = page();
  switch (message.type) {
    case 'serve':
      void serve(operators, settings, message);
      break;
    case 'message':
      operators.send(message);
      break;
    case 'call':
      onHostCall(message);
      break;
    case 'close-operator':
      operators.hangUp(message.id);
      break;
    case 'open-channel':
      operators.openChannel(message);
      break;
    case 'close-channel':
      operators.closeChannel(message.id, message.channel);
      break;
    case 'start-frames':
      startFrames(message, media.cameras);
      break;
    case 'stop-frames':
      stopFrames(message.feed);
      break;
  }
}

const handlers: PageHandlers = {
  open,
  answer: (offer, operatorId) => {
    const { operators, settings } = page();
    return answerOffer(operators, operatorId, offer, settings);
  },
  setSource,
  setCodecs,
  listDevices: reportDevices,
  showScene,
  status: async () => ({
    ...report(page()),
    operators: page().operators.reports,
    encoders: await encoders(),
  }),
  ping: () => undefined,
  close: async () => {
    await Promise.all([unregister(), opened?.operators.close()]);
  },
};

const ask: PageApi['ask'] = async (name, ...args) => {
  try {
    return { ok: true, value: await handlers[name](...args) };
  } catch (error) {
    const code = error instanceof RtcError ? error.code : 'robot-host';
    return { ok: false, code, message: error instanceof Error ? error.message : String(error) };
  }
};

globalThis.rtcbotPage = {
  ask,
  onMessages: (batch) => {
    for (const message of parseHostBatch(batch)) onMessage(message);
  },
  onDriving,
  onTaken,
};
