import { drawnTrack } from '@rtcbot-web/sdk';

/**
 * Make what operators see instead of a camera that gives no picture: words, so that nobody takes the last frame for what
 * is there now.
 */
export function createNoSignalPicture(words: string): MediaStreamTrack {
  return drawnTrack(
    (context) => {
      const { width, height } = context.canvas;
      context.fillStyle = '#15191e';
      context.fillRect(0, 0, width, height);
      context.fillStyle = '#e7eaee';
      context.font = '32px system-ui, sans-serif';
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillText(words, width / 2, height / 2, width - 40);
    },
    { fps: 2 },
  );
}
