/**
 * Firefox behind the names of Playwright, so that the same specs run in it: Playwright drives only Firefox builds
 * of its own, Puppeteer drives the one that users have (over WebDriver BiDi).
 */
import puppeteer, { type Browser, type BrowserContext } from 'puppeteer-core';
import { FirefoxPage } from './firefox-page.js';

/** Of the tests alone: devices that are not there, no questions, and addresses of this machine. */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
};

/** One user's pages: cookies and storage of their own. */
export class FirefoxContext {
  readonly #context: BrowserContext;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  async newPage(): Promise<FirefoxPage> {
    return new FirefoxPage(await this.#context.newPage({ type: 'window' }), this);
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}

/** A Firefox without a window. */
export class FirefoxBrowser {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(executablePath: string): Promise<FirefoxBrowser> {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      defaultViewport: { width: 1280, height: 720 },
      extraPrefsFirefox: PREFERENCES,
      handleSIGINT: false,
    });
    return new FirefoxBrowser(browser);
  }

  async newContext(): Promise<FirefoxContext> {
    return new FirefoxContext(await this.#browser.createBrowserContext());
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
