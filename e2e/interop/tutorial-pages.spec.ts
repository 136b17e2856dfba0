/** The pages of RTCBot's streaming tutorial, unchanged, with our /rtcbot.js, on a Python server. */
import type { PythonPeer } from './python-peer.js';
import { expect, expectLivePictures, expectTone, test } from './fixtures.js';
import type { PeerPage } from './peer-page.js';

const PYTHON_HZ = 440;
/** Chromium's fake devices show a green picture and beep. */
const FAKE_BEEP_HZ = 400;

/** Opens a page and waits until its script says that it is connected. */
async function openTutorial(ours: PeerPage, python: PythonPeer, name: string): Promise<void> {
  const ready = ours.page.waitForEvent('console', (message) => message.text() === 'Ready!');
  await ours.page.goto(`${python.url}/tutorial-${name}.html`);
  await ready;
}

test('skeleton: it connects', async ({ python, ours }) => {
  await python.open();
  await openTutorial(ours, python, 'skeleton');
  expect(await python.channelFacts()).toMatchObject({ label: 'default', ordered: true });
});

test('video: the picture of Python is shown', async ({ python, ours }) => {
  await python.open({ send: [{ kind: 'video' }] });
  await openTutorial(ours, python, 'video');
  await expectLivePictures(() => ours.pictures());
});

test('audio and video: picture and sound of Python', async ({ python, ours }) => {
  await python.open({ send: [{ kind: 'video' }, { kind: 'audio', hz: PYTHON_HZ }] });
  await openTutorial(ours, python, 'audiovideo');
  await expectLivePictures(() => ours.pictures());
  const sound = () =>
    ours.page.evaluate(() => {
      const stream = document.querySelector('audio')!.srcObject as MediaStream;
      const { codedMedia } = window as unknown as {
        codedMedia: { sound(stream: MediaStream): Promise<{ hz: number }> };
      };
      return codedMedia.sound(stream);
    });
  await expectTone({ sound }, PYTHON_HZ);
});

test('browser to Python: camera and microphone arrive', async ({ python, ours }) => {
  await python.open({ receiveVideo: 1, receiveAudio: 1 });
  await openTutorial(ours, python, 'browser-audiovideo');
  await expect(async () => {
    const pictures = await python.pictures(5);
    for (const { width, height, left, right } of pictures) {
      // Smaller than the camera's 640x480 where the machine is busy.
      expect([width / height, left, right]).toEqual([4 / 3, 'green', 'green']);
    }
    expect(new Set(pictures.map(({ digest }) => digest)).size, 'moving').toBeGreaterThan(1);
  }).toPass({ timeout: 60_000 });
  await expect
    .poll(async () => {
      const { peakLevel, hz } = await python.sound();
      return peakLevel > 0.1 && Math.abs(hz - FAKE_BEEP_HZ) < 20 ? 'beeps' : { peakLevel, hz };
    })
    .toBe('beeps');
});
