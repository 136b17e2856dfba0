import type { OperatorConnection } from '@rtcbot-web/sdk';
import { barButton } from './bar-button.js';
import type { BarHost, BarPart } from './bar-host.js';
import { BAR_TEXT } from './bar-text.js';
import { canCopy, copyPicture, pictureName, saveFile } from './kept-picture.js';

const robotOf = ({ connection }: BarHost): string | undefined =>
  (connection as Partial<OperatorConnection> | undefined)?.robotId;

/** Who keeps a picture is told if it is not what the robot sees now. */
const isOld = ({ status }: BarHost): boolean => status !== 'live' && status !== 'paused';

/** Saves the picture as a file. */
export const savePart: BarPart = {
  name: 'snapshot',
  render: ({ host, tell, attempt }) =>
    barButton({
      part: 'snapshot',
      label: BAR_TEXT.save,
      icon: 'save',
      onClick: () => {
        attempt(async () => {
          const text = isOld(host) ? BAR_TEXT.savedOld : BAR_TEXT.saved;
          const name = pictureName([robotOf(host), host.camera], new Date());
          saveFile(await host.snapshot(), name, host.ownerDocument);
          tell(text);
        });
      },
    }),
};

/** Copies the picture to the clipboard. */
export const copyPart: BarPart = {
  name: 'copy',
  render: ({ host, tell, attempt }) =>
    canCopy(host._view)
      ? barButton({
          part: 'copy',
          label: BAR_TEXT.copy,
          icon: 'copy',
          onClick: () => {
            attempt(async () => {
              const text = isOld(host) ? BAR_TEXT.copiedOld : BAR_TEXT.copied;
              await copyPicture(host.snapshot(), host._view);
              tell(text);
            });
          },
        })
      : undefined,
};
