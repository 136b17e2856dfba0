/**
 * Let `controls` be what the attribute says, which may be the name of controls that are not native. Frameworks set properties: `'robot'` is
 * taken as well.
 */
export function reflectControls(prototype: object): void {
  Object.defineProperty(prototype, 'controls', {
    configurable: true,
    enumerable: true,
    get(this: HTMLElement): boolean {
      return this.hasAttribute('controls');
    },
    set(this: HTMLElement, value: unknown) {
      if (value) this.setAttribute('controls', value === 'robot' ? value : '');
      else this.removeAttribute('controls');
    },
  });
}
