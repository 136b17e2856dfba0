/** Have the browser save a file, as a link with `download` does. */
export function saveFile(file: Blob, name: string, page: Document): void {
  const href = URL.createObjectURL(file);
  const link = Object.assign(page.createElement('a'), { href, download: name });
  link.click();
  // The download has begun by the next turn of the event loop.
  setTimeout(() => {
    URL.revokeObjectURL(href);
  });
}

/** Name for a picture that is taken now, that sorts by time and that every file system takes. */
export function pictureName(parts: readonly (string | null | undefined)[], now: Date): string {
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z');
  const name = [...parts.filter((part) => part), time].join('-');
  return `${name.replace(/[^\w.-]+/g, '-')}.png`;
}

/** Whether pictures can be copied here: only a secure page may, and not every browser can. */
export const canCopy = (view: Window & typeof globalThis): boolean =>
  'ClipboardItem' in view && 'write' in ((view.navigator as Partial<Navigator>).clipboard ?? {});

/** Copy a picture that is still being made: Safari asks at once whether somebody has pressed a button. */
export async function copyPicture(
  picture: Promise<Blob>,
  view: Window & typeof globalThis,
): Promise<void> {
  const [made] = await Promise.all([
    picture,
    view.navigator.clipboard.write([new view.ClipboardItem({ 'image/png': picture })]),
  ]);
  if (made.size === 0) throw new Error('There is no picture.');
}
