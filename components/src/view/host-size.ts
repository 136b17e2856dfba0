import { cssLength } from '../media/attribute-converters.js';
import type { PictureView } from './picture-view.js';

/** Style of an element that is sized as its attributes say, else as its picture is, which may be on its side. */
export function hostSize(host: Element, { isOnItsSide, size }: PictureView): string {
  const [width, height] = ['width', 'height'].map((side) =>
    cssLength(side, host.getAttribute(side)),
  );
  const ownWidth = isOnItsSide && !height ? `${size.width}px` : 'auto';
  const ratio = isOnItsSide && height ? `;aspect-ratio:${size.width}/${size.height}` : '';
  return `:host{width:${width ?? ownWidth};height:${height ?? 'auto'}${ratio}}`;
}
