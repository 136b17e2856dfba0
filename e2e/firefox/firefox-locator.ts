/** What the specs use of Playwright's Locator, in a page of Firefox. */
import type { Page } from 'puppeteer-core';

/** One step from what was found so far to what is inside it. */
type Step = { readonly css: string } | { readonly role: string; readonly name: string | undefined };

/** Elements of a page, looked up anew at every use. Shadow roots are not a border, as with Playwright. */
export class FirefoxLocator {
  readonly #page: Page;
  readonly #steps: readonly Step[];

  constructor(page: Page, steps: readonly Step[] = []) {
    this.#page = page;
    this.#steps = steps;
  }

  locator(selector: string): FirefoxLocator {
    const css = selector.replace(/^css=/, '');
    return new FirefoxLocator(this.#page, [...this.#steps, { css }]);
  }

  getByRole(role: string, { name }: { name?: string } = {}): FirefoxLocator {
    return new FirefoxLocator(this.#page, [...this.#steps, { role, name }]);
  }

  count(): Promise<number> {
    return this.#read((elements) => elements.length, undefined);
  }

  /** Runs `read` with the element; rejects unless there is exactly one. */
  async evaluate<Result, Arg>(
    read: (element: HTMLElement, arg: Arg) => Result,
    arg?: Arg,
  ): Promise<Awaited<Result>> {
    const found = await this.#page.evaluateHandle(findAll, this.#steps);
    const one = await found.evaluateHandle(onlyOne, this.toString());
    const result = await one.evaluate(read as never, arg as never);
    await Promise.all([found.dispose(), one.dispose()]);
    return result;
  }

  isVisible(): Promise<boolean> {
    return this.#read(([element]) => {
      if (!element?.checkVisibility({ visibilityProperty: true })) return false;
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && height > 0;
    }, undefined);
  }

  /** Left, top and size in CSS pixels of the viewport. */
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number }> {
    return this.evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    });
  }

  focus(): Promise<void> {
    return this.evaluate((element) => {
      element.focus();
    });
  }

  /** Clicks in the middle of it, as a person with a mouse does. */
  async click(): Promise<void> {
    const { x, y, width, height } = await this.boundingBox();
    await this.#page.mouse.click(x + width / 2, y + height / 2);
  }

  toString(): string {
    return this.#steps.map((step) => JSON.stringify(step)).join(' >> ');
  }

  async #read<Result, Arg>(
    read: (elements: HTMLElement[], arg: Arg) => Result,
    arg: Arg,
  ): Promise<Result> {
    const found = await this.#page.evaluateHandle(findAll, this.#steps);
    const result = await found.evaluate(read as never, arg as never);
    await found.dispose();
    return result;
  }
}

/** Runs in the page. */
function onlyOne(elements: HTMLElement[], what: string): HTMLElement {
  if (elements.length === 1) return elements[0]!;
  throw new Error(`${elements.length} elements, where one is wanted, match ${what}`);
}

/** Runs in the page: follows the steps, through open shadow roots. */
function findAll(steps: readonly Step[]): HTMLElement[] {
  const tags: Record<string, string> = {
    button: 'button, [role=button]',
    heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
    status: 'output, [role=status]',
  };
  const inside = (root: ParentNode, css: string): HTMLElement[] => {
    const found = [...root.querySelectorAll<HTMLElement>(css)];
    const roots = [root, ...root.querySelectorAll('*')].map((one) => (one as Element).shadowRoot);
    return roots.reduce((all, shadow) => (shadow ? [...all, ...inside(shadow, css)] : all), found);
  };
  const isNamed = (element: HTMLElement, name: string | undefined): boolean => {
    const own = element.getAttribute('aria-label') ?? element.textContent;
    return name === undefined || own.toLowerCase().includes(name.toLowerCase());
  };
  const follow = (roots: ParentNode[], step: Step): HTMLElement[] => {
    const css = 'css' in step ? step.css : (tags[step.role] ?? `[role=${step.role}]`);
    const found = new Set(roots.flatMap((root) => inside(root, css)));
    if ('css' in step) return [...found];
    return [...found].filter((one) => one.checkVisibility() && isNamed(one, step.name));
  };
  return steps.reduce<ParentNode[]>(follow, [document]) as HTMLElement[];
}
