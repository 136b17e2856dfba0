/** Pages as those of RTCBot's remote control tutorials, with our /rtcbot.js, on a Python server. */
import type { PeerPage } from './peer-page.js';
import type { PythonPeer } from './python-peer.js';
import { expect, expectLivePictures, test } from './fixtures.js';

async function openTutorial(ours: PeerPage, python: PythonPeer, name: string): Promise<void> {
  const ready = ours.page.waitForEvent('console', (message) => message.text() === 'Ready!');
  await ours.page.goto(`${python.url}/tutorial-${name}.html`);
  await ready;
}

const values = async (python: PythonPeer, count: number) =>
  (await python.get(count)).map(({ value }) => value);

test('keyboard: Python gets RTCBot’s events, and a keyup when the window is left', async ({
  python,
  ours,
}) => {
  await python.open();
  await openTutorial(ours, python, 'keyboard');
  await ours.page.keyboard.down('w');
  await ours.page.keyboard.down('Shift');
  await ours.page.keyboard.up('w');
  const w = { altKey: false, keyCode: 87, key: 'w', timestamp: expect.any(Number) as unknown };
  const shift = { altKey: false, shiftKey: true, keyCode: 16, key: 'Shift' };
  expect(await values(python, 3)).toEqual([
    { ...w, type: 'keydown', shiftKey: false },
    { ...shift, type: 'keydown', timestamp: w.timestamp },
    { ...w, type: 'keyup', shiftKey: true },
  ]);
  await ours.page.evaluate(() => window.dispatchEvent(new Event('blur')));
  expect(await values(python, 1)).toMatchObject([{ type: 'keyup', key: 'Shift' }]);
});

test('gamepad: Python gets buttons and axes, and rest when it is unplugged', async ({
  python,
  ours,
}) => {
  await python.open();
  await openTutorial(ours, python, 'gamepad');
  const setPad = (pad: object | null) =>
    ours.page.evaluate((state) => {
      let reads = 0; // the first one finds it at rest
      navigator.getGamepads = () => {
        const released = { pressed: false, value: 0 };
        const atRest = { axes: [0, 0], buttons: [released, released] };
        return [state && { connected: true, ...(reads++ ? state : atRest) }] as never;
      };
    }, pad);
  const buttons = [
    { pressed: false, value: 0 },
    { pressed: true, value: 1 },
  ];
  await setPad({ axes: [-0.5, 0], buttons });
  expect(await values(python, 2)).toEqual([
    { value: true, type: 'btn1' },
    { value: -0.5, type: 'axis0' },
  ]);
  await setPad(null);
  expect(await values(python, 2)).toEqual([
    { value: false, type: 'btn1' },
    { value: 0, type: 'axis0' },
  ]);
});

test('car: full states go to Python while its picture comes', async ({ python, ours }) => {
  await python.open({ send: [{ kind: 'video' }] });
  await openTutorial(ours, python, 'rc');
  await ours.page.keyboard.down('w');
  await ours.page.keyboard.down('d');
  await ours.page.keyboard.up('w');
  const rest = { w: false, a: false, s: false, d: false };
  expect(await values(python, 3)).toEqual([
    { ...rest, w: true },
    { ...rest, w: true, d: true },
    { ...rest, d: true },
  ]);
  await expectLivePictures(() => ours.pictures());
  await ours.page.evaluate(() => window.dispatchEvent(new Event('blur')));
  expect(await values(python, 1)).toEqual([rest]);
});
