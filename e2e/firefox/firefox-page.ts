/** What the specs use of Playwright's Page, in a page of Firefox. */
import type { KeyInput, Page } from 'puppeteer-core';
import { FirefoxLocator } from './firefox-locator.js';

/** What Firefox itself reports of a lost WebSocket is not an error that the page has thrown. */
const REPORTS = /^(Firefox can’t establish a connection|The connection to ws)/;

/** What Playwright calls those kinds of console messages that Puppeteer names otherwise. */
const CONSOLE_TYPES: Record<string, string> = { warn: 'warning' };

/** The pages of one user. */
interface Context {
  close(): Promise<void>;
}

interface ConsoleMessage {
  type(): string;
  text(): string;
}

/** A page that Puppeteer drives, under the names of Playwright. */
export class FirefoxPage {
  readonly keyboard = { press: (key: string) => this.#press(key) };
  readonly mouse: Page['mouse'];
  readonly #page: Page;
  readonly #context: Context;

  constructor(page: Page, context: Context) {
    this.#page = page;
    this.#context = context;
    this.mouse = page.mouse;
  }

  context(): Context {
    return this.#context;
  }

  url(): string {
    return this.#page.url();
  }

  async goto(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  async reload(): Promise<void> {
    await this.#page.reload();
  }

  close(): Promise<void> {
    return this.#page.close();
  }

  async evaluate(code: string | ((arg: unknown) => unknown), arg?: unknown): Promise<unknown> {
    const handle = await this.#page.evaluateHandle(code, arg);
    const value = await handle.evaluate(copy);
    await handle.dispose();
    return value;
  }

  exposeFunction(name: string, callback: (...args: unknown[]) => unknown): Promise<void> {
    return this.#page.exposeFunction(name, callback);
  }

  async addInitScript(script: (arg: unknown) => void, arg?: unknown): Promise<void> {
    await this.#page.evaluateOnNewDocument(script, arg);
  }

  async addScriptTag(tag: { url?: string; path?: string; content?: string }): Promise<void> {
    await this.#page.addScriptTag(tag);
  }

  locator(selector: string): FirefoxLocator {
    return new FirefoxLocator(this.#page).locator(selector);
  }

  getByRole(role: string, options?: { name?: string }): FirefoxLocator {
    return new FirefoxLocator(this.#page).getByRole(role, options);
  }

  on(event: 'pageerror', listener: (error: Error) => void): this;
  on(event: 'console', listener: (message: ConsoleMessage) => void): this;
  on(event: 'pageerror' | 'console', listener: (value: never) => void): this {
    if (event === 'pageerror') {
      this.#page.on('pageerror', (error) => {
        if (!(error instanceof Error && REPORTS.test(error.message))) listener(error as never);
      });
      return this;
    }
    this.#page.on('console', (message) => {
      const type = CONSOLE_TYPES[message.type()] ?? message.type();
      listener({ type: () => type, text: () => message.text() } as never);
    });
    return this;
  }

  #press(key: string): Promise<void> {
    return this.#page.keyboard.press((key === 'Space' ? ' ' : key) as KeyInput);
  }
}

/** Runs in the page: WebDriver BiDi hands over an object once, and leaves it out where it occurs again. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copy(one)]));
}
