import { expect, it } from 'vitest';
import { chromiumFlags, type ChromiumPurpose } from './chromium-flags.js';

const purpose: ChromiumPurpose = {
  headless: true,
  root: false,
  profileFolder: '/profile',
};

it('runs in its sandbox, headless, on a pipe, with a profile of its own', () => {
  const flags = chromiumFlags(purpose);
  expect(flags).toContain('--remote-debugging-pipe');
  expect(flags).toContain('--user-data-dir=/profile');
  expect(flags).toContain('--headless=new');
  expect(flags).not.toContain('--no-sandbox');
  expect(flags.join()).not.toContain('fake-device');
  expect(flags.join()).not.toContain('--use-file');
  expect(flags).not.toContain('--mute-audio');
});

it('does without a sandbox only as root', () => {
  expect(chromiumFlags({ ...purpose, root: true })).toContain('--no-sandbox');
});

it('shows a window on demand', () => {
  expect(chromiumFlags({ ...purpose, headless: false }).join()).not.toContain('--headless');
});

it('fills the screen as a kiosk', () => {
  expect(chromiumFlags({ ...purpose, headless: false, kiosk: true })).toContain('--kiosk');
  expect(chromiumFlags({ ...purpose, headless: false })).not.toContain('--kiosk');
});

it('plays files as fake devices', () => {
  const flags = chromiumFlags({
    ...purpose,
    fakeCameras: 1,
    cameraFile: '/a.y4m',
    microphoneFile: '/b.wav',
  });
  expect(flags).toContain('--use-fake-device-for-media-stream=fps=30,device-count=1');
  expect(flags).toContain('--use-file-for-fake-video-capture=/a.y4m');
  expect(flags).toContain('--use-file-for-fake-audio-capture=/b.wav');
});

it('lets the graphics processor encode on demand', () => {
  const flags = chromiumFlags({ ...purpose, hardwareEncoding: true }, ['--enable-features=X']);
  expect(flags).toContain('--enable-features=AcceleratedVideoEncoder,VaapiIgnoreDriverChecks,X');
  expect(flags).toContain('--use-angle=gl-egl');
  expect(chromiumFlags(purpose).join()).not.toContain('--enable-features');
});

it('puts the user’s flags last, and merges features to switch off', () => {
  const flags = chromiumFlags(purpose, ['--lang=de', '--disable-features=Vulkan']);
  const [features, ...more] = flags.filter((flag) => flag.startsWith('--disable-features='));
  expect(features).toMatch(/WebRtcHideLocalIpsWithMdns.*,Vulkan$/);
  expect(more).toEqual([]);
  expect(flags.indexOf('--lang=de')).toBeGreaterThan(flags.indexOf('--no-pings'));
});

it('has pictures shown as soon as they have come, unless they are to be smooth', () => {
  const trial = '--force-fieldtrials=WebRTC-ForceSendPlayoutDelay/min_ms:0,max_ms:500/';
  expect(chromiumFlags(purpose)).toContain(trial);
  expect(chromiumFlags({ ...purpose, latency: 'low' })).toContain(trial);
  expect(chromiumFlags({ ...purpose, latency: 'smooth' }).join()).not.toContain('fieldtrials');
});

it('merges the user’s field trials into one list, in which theirs win', () => {
  const trialsOf = (latency: 'low' | 'smooth', ...extra: string[]): string[] =>
    chromiumFlags({ ...purpose, latency }, extra).filter((flag) => flag.includes('fieldtrials'));
  const own = 'WebRTC-ForceSendPlayoutDelay/min_ms:0,max_ms:500/';
  expect(
    trialsOf('low', '--force-fieldtrials=A/Enabled/B/x:1', '--force-fieldtrials=C/D/'),
  ).toEqual([`--force-fieldtrials=${own}A/Enabled/B/x:1/C/D/`]);
  const theirs = '--force-fieldtrials=WebRTC-ForceSendPlayoutDelay/min_ms:50,max_ms:90/';
  expect(trialsOf('low', theirs)).toEqual([theirs]);
  expect(trialsOf('smooth', '--force-fieldtrials=A/Enabled/')).toEqual([
    '--force-fieldtrials=A/Enabled/',
  ]);
});

it('has frames sent that were encoded in the page, only where encoders are shared', () => {
  const listsOf = (sharedEncoding: boolean, ...extra: string[]): string[] =>
    chromiumFlags({ ...purpose, sharedEncoding }, extra).filter((flag) =>
      flag.startsWith('--enable-blink-features='),
    );
  const own = '--enable-blink-features=RTCEncodedSource,RTCEncodedVideoFrameConstructor';
  expect(listsOf(true)).toEqual([own]);
  expect(listsOf(true, '--enable-blink-features=WebNFC')).toEqual([`${own},WebNFC`]);
  expect(listsOf(false)).toEqual([]);
});
