const warned = new Set<string>();

/** Tell the page's author of a mistake: each message once, however many elements it concerns. */
export function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  // eslint-disable-next-line no-console -- the one place where the elements talk to the page's author
  console.warn(`RTCBot: ${message}`);
}
