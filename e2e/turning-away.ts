/** The ways in which a user turns away from a page that reads inputs. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';

declare const input: Rtcbot.Keyboard | Rtcbot.Mouse | Rtcbot.Gamepad;

/** All of them; `close` closes the `input` of the page. */
export const WAYS = ['another frame', 'hidden', 'pagehide', 'close'] as const;

/** Turn away. A page under test cannot really be hidden or left: it is told so. */
export const turnAway = (page: Page, how: (typeof WAYS)[number]) =>
  page.evaluate((name) => {
    if (name === 'hidden') {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    } else if (name === 'another frame') {
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.contentWindow?.focus();
    } else if (name === 'close') void input.close();
    else window.dispatchEvent(new PageTransitionEvent(name));
  }, how);
