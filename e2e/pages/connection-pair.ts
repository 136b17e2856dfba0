/** Two RTCConnections in one page, `left` and `right`, as in RTCBot's tutorial: one offer, one answer, no relay. */
import type { Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;

/**
 * Open a page of the relay with two connections that do not know each other yet, and with `codeOf`: the code of the
 * error of an attempt, `done` if there is none, `hangs` after 5 s.
 */
export async function openPair(page: Page, url: string): Promise<void> {
  await page.goto(url + '/operator.html');
  await page.evaluate(() => {
    const make = (): Rtcbot.RTCConnection =>
      new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    const codeFor = async (attempt: () => unknown): Promise<string> => {
      try {
        await attempt();
        return 'done';
      } catch (error) {
        return error instanceof rtcbot.RtcError ? error.code : `untyped: ${String(error)}`;
      }
    };
    const codeOf = (attempt: () => unknown) =>
      Promise.race([
        codeFor(attempt),
        new Promise((resolve) => setTimeout(resolve, 5000, 'hangs')),
      ]);
    Object.assign(window, { left: make(), right: make(), codeOf });
  });
}

/** Exchange descriptions, each without the lines that `drop` matches, and wait until messages can flow. */
export async function connectPair(page: Page, drop = ''): Promise<void> {
  await page.evaluate(async (pattern) => {
    const carried = ({ type, sdp }: Rtcbot.SessionDescription): Rtcbot.SessionDescription => ({
      type,
      sdp: pattern ? sdp.replace(new RegExp(pattern, 'g'), '') : sdp,
    });
    const answer = await right.getLocalDescription(carried(await left.getLocalDescription()));
    await left.setRemoteDescription(carried(answer));
    await Promise.all([left.onReady(), right.onReady()]);
  }, drop);
}
