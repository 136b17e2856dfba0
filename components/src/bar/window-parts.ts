import { barButton } from './bar-button.js';
import type { BarPart } from './bar-host.js';
import { BAR_TEXT } from './bar-text.js';

/** A small window that stays above others: picture-in-picture, where the browser has it. */
export const smallWindowPart: BarPart = {
  name: 'pictureinpicture',
  render({ host, attempt }) {
    const { ownerDocument: page, video, shadowRoot } = host;
    if (!page.pictureInPictureEnabled || video.disablePictureInPicture) return undefined;
    const isPressed = shadowRoot?.pictureInPictureElement === video;
    return barButton({
      part: 'picture-in-picture',
      label: BAR_TEXT.smallWindow,
      icon: 'smallWindow',
      isPressed,
      onClick: () => {
        attempt(() => (isPressed ? page.exitPictureInPicture() : video.requestPictureInPicture()));
      },
    });
  },
};

/** The whole screen, with the bar and all that is said over the picture. */
export const fullScreenPart: BarPart = {
  name: 'fullscreen',
  render({ host, attempt }) {
    if (!host.ownerDocument.fullscreenEnabled) return undefined;
    const isFull = host.matches(':fullscreen');
    return barButton({
      part: 'fullscreen',
      label: isFull ? BAR_TEXT.leaveFullScreen : BAR_TEXT.fullScreen,
      icon: isFull ? 'leaveFullScreen' : 'fullScreen',
      onClick: () => {
        attempt(() => (isFull ? host.ownerDocument.exitFullscreen() : host.requestFullscreen()));
      },
    });
  },
};
