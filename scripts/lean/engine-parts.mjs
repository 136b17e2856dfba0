/** Options for Node's WebSocket: a browser's has none. */
export const pick = () => ({});

export function installTimerFunctions(target) {
  target.setTimeoutFn = setTimeout.bind(globalThis);
  target.clearTimeoutFn = clearTimeout.bind(globalThis);
}

/** Upper bound of the bytes of a text: a packet that may be too large for one payload goes alone. */
export const byteLength = (text) => text.length * 3;

/** Makes addresses unique for caches, which WebSockets do not pass. */
export const randomString = () => '';
