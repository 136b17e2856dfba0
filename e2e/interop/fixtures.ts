import { expect as baseExpect, test as base } from '@playwright/test';
import { skipReason } from '../../scripts/programs/needed-program.mjs';
import { whyNoAiortc } from './install-aiortc.mjs';
import { PeerPage, type PagePlan } from './peer-page.js';
import { PythonPeer, type Picture, type Plan, type Sound } from './python-peer.js';

/** Who makes the offer. */
export type Role = 'we offer' | 'Python offers';

/** Both roles, to run a test in each. */
export const ROLES: readonly Role[] = ['we offer', 'Python offers'];

/** How soon one side knows that the other has closed. */
export const NOTICE_MS = 2_000;

interface Fixtures {
  /** A Python process that has no connection yet. */
  readonly python: PythonPeer;
  /** A page with our SDK on Python's web server. */
  readonly ours: PeerPage;
  /** Makes a connection on both sides and exchanges descriptions. */
  readonly connect: (role: Role, plans?: { page?: PagePlan; python?: Plan }) => Promise<void>;
}

interface WorkerFixtures {
  /** One Python process for all tests of a worker; undefined with the reason on the terminal. */
  readonly pythonProcess: PythonPeer | undefined;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  pythonProcess: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
    async ({}, use) => {
      const reason = await whyNoAiortc();
      if (reason !== undefined && skipReason(reason) === undefined) throw new Error(reason);
      if (reason !== undefined) process.stderr.write(`\nSKIPPED: ${reason}\n`);
      const python = reason === undefined ? await PythonPeer.start() : undefined;
      await use(python);
      await python?.stop();
    },
    { scope: 'worker' },
  ],
  python: async ({ pythonProcess }, use) => {
    test.skip(!pythonProcess, 'There is no python3-aiortc on this machine: see above.');
    await use(pythonProcess!);
    await pythonProcess!.close();
  },
  ours: async ({ page, python }, use) => {
    const ours = await new PeerPage(page).open(python.url);
    await use(ours);
    expect(ours.errors, 'nothing unhandled in the page').toEqual([]);
  },
  connect: async ({ python, ours }, use) => {
    await use(async (role, plans = {}) => {
      await python.open(plans.python);
      await ours.make(plans.page);
      if (role === 'we offer') {
        await ours.post();
      } else {
        await python.accept(await ours.describe(await python.describe()));
      }
      await ours.ready();
    });
  },
});

export const expect = baseExpect;

/** An end that hears. */
interface Hearing {
  sound(): Promise<Pick<Sound, 'hz'>>;
}

/** Waits until an end hears a tone of this frequency: at first there may be silence, or the half of a sound. */
export async function expectTone(end: Hearing, hz: number, withinHz = 10): Promise<void> {
  await expect.poll(async () => Math.abs((await end.sound()).hz - hz)).toBeLessThan(withinHz);
}

/** Waits until an end sees a live source: the first pictures may be blurred, or late. */
export async function expectLivePictures(
  see: () => Promise<readonly Picture[]>,
): Promise<readonly Picture[]> {
  let pictures: readonly Picture[] = [];
  await expect(async () => {
    pictures = await see();
    expectLive(pictures);
  }).toPass({ timeout: 60_000 });
  return pictures;
}

/** Fails unless these are coded pictures of a live source: readable, in order, moving, in true colours. */
function expectLive(pictures: readonly Picture[]): void {
  const text = JSON.stringify(pictures);
  for (const { stamp, ageMs, left, right } of pictures) {
    expect(stamp, `readable: ${text}`).not.toBeNull();
    expect(ageMs, `fresh: ${text}`).toBeLessThan(3000);
    expect([left, right], `colours: ${text}`).toEqual(['red', 'blue']);
  }
  const steps = pictures.slice(1).map(({ stamp }, i) => (stamp! - pictures[i]!.stamp!) & 0xffff);
  expect(steps.length, 'more than one picture').toBeGreaterThan(0);
  for (const step of steps) expect(step, `in order: ${text}`).toBeLessThan(3000);
  expect(Math.max(...steps), `moving: ${text}`).toBeGreaterThan(0);
}

/** Notes a measured time in the report of the test. */
export function reportMs(what: string, ms: number): void {
  const description = `${what}: ${ms.toFixed(0)} ms`;
  test.info().annotations.push({ type: 'time', description });
}
