/**
 * The worker that encodes: each camera once for a group of viewers, and hands the frames to their senders.
 *
 * @module
 */
import { CameraEncoder } from './camera-encoder.js';
import type { EncodingScope } from './encoded-source.js';
import { Viewer } from './viewer.js';
import type { FromEncoder, ToEncoder } from './worker-messages.js';

const scope = globalThis as unknown as EncodingScope;
const cameras = new Map<string, CameraEncoder>();
const viewers = new Map<number, Viewer>();

/** Whose source comes next: the page makes one at a time. */
let expected: Extract<ToEncoder, { type: 'expect' }> | undefined;

scope.onrtcsenderencodedsource = ({ encodedSource }) => {
  if (!expected) return;
  viewers.set(expected.viewer, new Viewer(encodedSource, expected.payloadType));
  expected = undefined;
};

scope.onmessage = ({ data }: MessageEvent<ToEncoder>) => {
  switch (data.type) {
    case 'source':
      cameraOf(data.camera).setSource(data.frames);
      break;
    case 'settings':
      cameraOf(data.camera).settings = data.settings;
      break;
    case 'expect':
      expected = data;
      break;
    case 'show':
      remove(data.viewer);
      show(data.viewer, data.camera);
      break;
    case 'link':
      setLink(data.viewer, data.isUp);
      break;
    case 'remove':
      remove(data.viewer);
      viewers.get(data.viewer)?.close();
      viewers.delete(data.viewer);
      break;
    case 'report':
      tell({ type: 'report', request: data.request, encoders: reports() });
      break;
  }
};

function tell(message: FromEncoder): void {
  scope.postMessage(message);
}

function cameraOf(name: string): CameraEncoder {
  const known = cameras.get(name);
  if (known) return known;
  const camera = new CameraEncoder((message) => {
    tell({ type: 'failed', camera: name, message });
  });
  cameras.set(name, camera);
  return camera;
}

function show(id: number, camera: string): void {
  const viewer = viewers.get(id);
  if (!viewer) return;
  viewer.begin();
  cameraOf(camera).viewers.add(viewer);
}

function setLink(id: number, isUp: boolean): void {
  const viewer = viewers.get(id);
  if (viewer) viewer.isUp = isUp;
}

function remove(id: number): void {
  const viewer = viewers.get(id);
  if (viewer) for (const camera of cameras.values()) camera.viewers.delete(viewer);
}

function reports() {
  return [...cameras].flatMap(([name, camera]) => camera.reports(name));
}
