/** Playwright's `expect`, which here takes locators of Firefox as well. */
import { expect as playwrightExpect } from '@playwright/test';
import { FirefoxLocator } from './firefox-locator.js';

type Checks = Record<string, (...args: never[]) => Promise<void>>;
type Poll = ReturnType<typeof playwrightExpect.poll<unknown>>;

/** What a matcher of locators says of one in Firefox: a value that is read until it suits. */
type Matcher = (locator: FirefoxLocator, ...args: never[]) => [() => Promise<unknown>, Suits];
type Suits = (value: Poll) => Promise<void>;

const text = (locator: FirefoxLocator) => () =>
  locator.evaluate((element) => element.textContent.replace(/\s+/g, ' ').trim());

const matchers: Record<string, Matcher> = {
  toBeVisible: (locator) => [() => locator.isVisible(), (value) => value.toBe(true)],
  toHaveCount: (locator, count: number) => [() => locator.count(), (value) => value.toBe(count)],
  toHaveText: (locator, wanted: string | RegExp) => [
    text(locator),
    (value) => (wanted instanceof RegExp ? value.toMatch(wanted) : value.toBe(wanted)),
  ],
  toContainText: (locator, part: string) => [text(locator), (value) => value.toContain(part)],
  toHaveJSProperty: (locator, name: string, wanted: unknown) => [
    () => locator.evaluate((element, key) => Reflect.get(element, key) as unknown, name),
    (value) => value.toEqual(wanted),
  ],
  toHaveCSS: (locator, name: string, wanted: string) => [
    () => locator.evaluate((element, key) => getComputedStyle(element).getPropertyValue(key), name),
    (value) => value.toBe(wanted),
  ],
};

/** Of an element that is not there yet nothing can be read: the value is missing, and is read again. */
const patiently = (read: () => Promise<unknown>) => () => read().catch(() => undefined);

function extended(name: string, matcher: Matcher) {
  return async function (this: { isNot: boolean }, received: unknown, ...args: unknown[]) {
    const { isNot } = this;
    if (received instanceof FirefoxLocator) {
      const [read, suits] = matcher(received, ...(args as never[]));
      const value = playwrightExpect.poll(patiently(read), `${received.toString()} ${name}`);
      await suits(isNot ? value.not : value);
    } else {
      const value = playwrightExpect(received);
      const check = ((isNot ? value.not : value) as unknown as Checks)[name]!;
      await check(...(args as never[]));
    }
    return { pass: !isNot, message: () => name };
  };
}

/** Playwright's `expect`. */
export const expect = playwrightExpect.extend(
  Object.fromEntries(
    Object.entries(matchers).map(([name, matcher]) => [name, extended(name, matcher)]),
  ),
) as unknown as typeof playwrightExpect;
