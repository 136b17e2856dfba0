import type { MediaReport } from '../../wire/media.js';
import type { PageMessage } from '../../wire/messages.js';
import type { RobotSettings } from '../robot-options.js';

/** Log what is captured, and what is missing, whenever the page has started. */
export function logMedia(
  { log, plan, lacksScreen }: RobotSettings,
  media: MediaReport = { cameras: [], microphone: null },
): void {
  log.info(describeMedia(media));
  if (plan.microphone === 'if-present' && !media.microphone) {
    log.warn('No microphone was found, going on without sound.');
  }
  if (lacksScreen) {
    log.warn('There is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set): nothing is shown.');
  }
}

/** Log the page's news of media, and what it complains of; says whether it was any. */
export function logMediaNews({ log }: RobotSettings, message: PageMessage): boolean {
  switch (message.type) {
    case 'media-lost': {
      const { source } = message;
      log.warn(`Lost ${source}: ${message.message}. Trying until it is back.`, { source });
      return true;
    }
    case 'media-back': {
      const { source } = message;
      log.info(`${source} is back: ${message.message}.`, { source });
      return true;
    }
    case 'warning':
      log.warn(message.message);
      return true;
    default:
      return false;
  }
}

function describeMedia({ cameras, microphone }: MediaReport): string {
  const pictures = cameras.map(({ name, state, label, width, height, frameRate }) => {
    const what =
      state === 'live'
        ? `${label}, ${String(width)}x${String(height)} at ${String(Math.round(frameRate))} frames per second`
        : state;
    return cameras.length > 1 ? `${name}: ${what}` : what;
  });
  return `Camera: ${pictures.join('; ') || 'none'}. Microphone: ${microphone?.label ?? 'none'}.`;
}
