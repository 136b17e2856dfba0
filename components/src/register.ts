/**
 * Register an element, unless its name is taken: the page may have loaded this code twice.
 * @returns the class that goes by the name
 */
export function register<T extends CustomElementConstructor>(tag: string, elementClass: T): T {
  if (!customElements.get(tag)) customElements.define(tag, elementClass);
  return customElements.get(tag) as T;
}
