import { findDevice, type RTCConnection } from '@rtcbot-web/sdk';
import type { SpeakerRequest } from '../../wire/media.js';
import type { OperatorRole } from '../../wire/messages.js';
import { STYLE } from './style.js';
import { OperatorTile } from './operator-tile.js';

/** What the robot does with operators' pictures and sound. */
export interface ScreenOptions {
  /** Whether pictures are taken and shown. */
  readonly display: boolean;
  /** Whether sound is taken and played, and on which device. */
  readonly speaker: SpeakerRequest;
  /** Whether those of viewers are taken as well. */
  readonly viewerMedia: boolean;
}

/** Enough to tell one from another. */
const SHOWN_ID_CHARACTERS = 4;

/** The page as seen on the robot's own display, and heard from its speaker. */
export class Screen {
  readonly #grid = document.createElement('main');
  readonly #display: boolean;
  readonly #speaker: boolean;
  readonly #viewerMedia: boolean;
  readonly #sinkId: string;

  private constructor({ display, speaker, viewerMedia }: ScreenOptions, sinkId: string) {
    this.#display = display;
    this.#speaker = speaker !== false;
    this.#viewerMedia = viewerMedia;
    this.#sinkId = sinkId;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    document.adoptedStyleSheets.push(sheet);
    this.#grid.dataset['idle'] = 'Waiting for an operator';
    document.body.append(this.#grid);
  }

  /**
   * Prepare the screen and find the speaker.
   * @throws MediaAccessError if there is no such speaker
   */
  static async open(options: ScreenOptions): Promise<Screen> {
    const { speaker } = options;
    const { deviceId } =
      typeof speaker === 'object'
        ? await findDevice('audiooutput', speaker.device)
        : { deviceId: '' };
    return new Screen(options, deviceId);
  }

  /** Take what an operator's connection brings; undefined if nothing is wanted. */
  show(id: string, connection: RTCConnection, role: OperatorRole): OperatorTile | undefined {
    if (!this.#display && !this.#speaker) return undefined;
    if (role === 'viewer' && !this.#viewerMedia) return undefined;
    const tile = new OperatorTile(`Operator ${id.slice(0, SHOWN_ID_CHARACTERS)}`, this.#sinkId);
    if (this.#display) {
      connection.video.subscribe((stream) => {
        tile.showVideo(stream);
        this.#grid.append(tile.element);
      });
    }
    if (this.#speaker) {
      connection.audio.subscribe((stream) => {
        tile.playAudio(stream);
        this.#grid.append(tile.element);
      });
    }
    connection.onConnectionStateChange((state) => {
      tile.connectionState = state;
    });
    connection.onClose(() => {
      tile.remove();
    });
    return tile;
  }
}
