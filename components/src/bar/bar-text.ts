import type { MediaStatus } from '../media/media-status.js';

/** All that the bar says, in one place. */
export const BAR_TEXT = {
  bar: 'Picture controls',
  picture: 'Picture: plus and minus zoom, arrow keys move it while it is zoomed',
  play: 'Play',
  pause: 'Pause',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  camera: 'Camera',
  delay: 'Delay of the picture:',
  save: 'Save picture',
  copy: 'Copy picture',
  more: 'Turn, zoom and copy',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  wholePicture: 'Show the whole picture',
  rotate: 'Rotate by 90 degrees',
  flip: 'Mirror',
  smallWindow: 'Small window',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  saved: 'Picture saved',
  copied: 'Picture copied',
  savedOld: 'Saved: an old picture',
  copiedOld: 'Copied: an old picture',
  refused: 'The browser does not allow this here.',
} as const;

/** The status in a word or two: the overlay has the rest. */
export const STATUS_WORDS: Readonly<Record<MediaStatus, string>> = {
  idle: 'No robot',
  connecting: 'Connecting',
  'robot-offline': 'Offline',
  waiting: 'Waiting',
  live: 'Live',
  stale: 'Not live',
  reconnecting: 'Not live',
  paused: 'Paused',
  blocked: 'Blocked',
  hidden: 'Hidden',
  failed: 'Failed',
  closed: 'Ended',
};

/** What is said of a camera that gives no picture. */
export const cameraText = ({ name, state }: { readonly name: string; readonly state: string }) =>
  state === 'live' ? name : `${name} (${state})`;
