/**
 * Makes an element behave as the native media element inside it: the members, attributes and events of
 * `<video>` and `<audio>`, taken from lists and from the browser's own prototypes.
 *
 * @module
 */

import { warnOnce } from '../warn-once.js';

/** The native members that `T` has beyond every HTML element. */
export type MediaMembers<T extends HTMLMediaElement> = Omit<
  T,
  keyof HTMLElement | 'srcObject' | 'autoplay' | 'play' | 'pause'
>;

/** The class `Base`, typed as having the native members that {@link mirrorMembers} gives it. */
export type Mirroring<
  Base extends abstract new (...values: never[]) => object,
  T extends HTMLMediaElement,
> = Pick<Base, keyof Base> &
  (new (...values: ConstructorParameters<Base>) => InstanceType<Base> & MediaMembers<T>);

/** Content attributes of `<audio>` and `<video>` that are handed on to the native element as they are. */
export const mediaAttributes = [
  'aria-label',
  'controls',
  'controlslist',
  'crossorigin',
  'disableremoteplayback',
  'loop',
  'muted',
  'preload',
  'src',
] as const;

/** Content attributes that `<video>` has besides. */
export const videoAttributes = [
  'disablepictureinpicture',
  'height',
  'playsinline',
  'poster',
  'width',
] as const;

const handedOn = new Set<string>([...mediaAttributes, ...videoAttributes]);

/** Events that the native elements fire and that do not leave the shadow root by themselves. */
const mediaEvents = [
  'abort',
  'canplay',
  'canplaythrough',
  'durationchange',
  'emptied',
  'encrypted',
  'ended',
  'enterpictureinpicture',
  'error',
  'leavepictureinpicture',
  'loadeddata',
  'loadedmetadata',
  'loadstart',
  'pause',
  'play',
  'playing',
  'progress',
  'ratechange',
  'resize',
  'seeked',
  'seeking',
  'stalled',
  'suspend',
  'timeupdate',
  'volumechange',
  'waiting',
  'waitingforkey',
] as const;

/** An element with the native one inside it. */
export interface MediaHost extends HTMLElement {
  /** The native element. @internal */
  readonly _media: HTMLMediaElement;
}

/** What the elements define themselves, reactively: not there yet when the others are mirrored. */
const reactiveMembers = new Set(['autoplay']);

function membersOf(element: HTMLElement): Record<string, unknown> {
  return element as unknown as Record<string, unknown>;
}

/**
 * Give `prototype` every member of a native prototype that it does not have, each handing on to the element inside.
 * @param prototype - of an element that is a {@link MediaHost}
 * @param native - `HTMLMediaElement.prototype` or one that inherits from it; undefined outside browsers
 */
export function mirrorMembers(prototype: object, native: object | undefined): void {
  const members = native ? Object.getOwnPropertyDescriptors(native) : {};
  for (const [name, member] of Object.entries(members)) {
    if (name in prototype || reactiveMembers.has(name)) continue;
    if (member.get) defineAccessor(prototype, name, member);
    else if (typeof member.value === 'function') defineMethod(prototype, name);
    else Object.defineProperty(prototype, name, member);
  }
}

function defineAccessor(prototype: object, name: string, member: PropertyDescriptor): void {
  const attribute = name === 'defaultMuted' ? 'muted' : name.toLowerCase();
  const reflects = name !== 'muted' && handedOn.has(attribute);
  function get(this: MediaHost): unknown {
    return membersOf(this._media)[name];
  }
  function set(this: MediaHost, value: unknown): void {
    membersOf(this._media)[name] = value;
    if (reflects) copyAttribute(this._media, this, attribute);
  }
  const accessor = member.set ? { get, set } : { get };
  Object.defineProperty(prototype, name, { configurable: true, enumerable: true, ...accessor });
}

function defineMethod(prototype: object, name: string): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    enumerable: true,
    writable: true,
    value(this: MediaHost, ...values: unknown[]): unknown {
      const method = membersOf(this._media)[name] as (...all: unknown[]) => unknown;
      return method.apply(this._media, values);
    },
  });
}

/** Make `attribute` of `to` equal that of `from`, which may lack it. */
export function copyAttribute(from: Element, to: Element, attribute: string): void {
  const value = from.getAttribute(attribute);
  if (value === null) to.removeAttribute(attribute);
  else if (value !== to.getAttribute(attribute)) to.setAttribute(attribute, value);
}

/** Hand over what a script had set on the element before it was defined; the last step of its constructor. */
export function adoptProperties(host: HTMLElement): void {
  const properties = membersOf(host);
  const prototype = Object.getPrototypeOf(host) as object;
  for (const name of Object.keys(host).filter((key) => key in prototype)) {
    const value = properties[name];
    Reflect.deleteProperty(host, name);
    try {
      properties[name] = value;
    } catch (error) {
      warnOnce(`<${host.localName}> cannot take its property ${name}: ${String(error)}`);
    }
  }
}

/** Fire every event of the native element anew on `host`, of the same class and with the same data. */
export function refireEvents(media: HTMLMediaElement, host: HTMLElement): void {
  for (const type of mediaEvents) {
    media.addEventListener(type, (event) => {
      const EventClass = event.constructor as new (type: string, data: Event) => Event;
      host.dispatchEvent(new EventClass(event.type, event));
    });
  }
}
