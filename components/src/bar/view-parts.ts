import { html } from 'lit';
import type { Rotation } from '../view/picture-view.js';
import { MAX_ZOOM } from '../view/zoom.js';
import { barButton } from './bar-button.js';
import type { BarPart } from './bar-host.js';
import { BAR_TEXT } from './bar-text.js';

/** One press of a button. */
const STEP = 1.5;

/** Says that a part of the picture is shown, and how large; shows all of it again. */
export const zoomedPart: BarPart = {
  name: 'zoom',
  render({ host }) {
    if (host.zoom <= 1) return undefined;
    // Within html`…` it would not be written in ASCII, which pages that do not say how they are encoded need.
    const factor = `${host.zoom.toFixed(1)}×`;
    return html`<button
      type="button"
      part="bar-button zoomed"
      class="zoomed"
      aria-label="${factor}: ${BAR_TEXT.wholePicture}"
      title=${BAR_TEXT.wholePicture}
      @click=${() => {
        // The button goes: the focus must not go to nowhere.
        host.shadowRoot?.querySelector<HTMLElement>('.view')?.focus();
        host.zoom = 1;
      }}
    >
      ${factor}
    </button>`;
  },
};

/** Zooms in and out, for those who have no wheel. */
export const zoomPart: BarPart = {
  name: 'zoom',
  render: ({ host }) =>
    html`${barButton({
      part: 'zoom-out',
      label: BAR_TEXT.zoomOut,
      icon: 'zoomOut',
      isDisabled: host.zoom <= 1,
      onClick: () => {
        host.zoom /= STEP;
      },
    })}${barButton({
      part: 'zoom-in',
      label: BAR_TEXT.zoomIn,
      icon: 'zoomIn',
      isDisabled: host.zoom >= MAX_ZOOM,
      onClick: () => {
        host.zoom *= STEP;
      },
    })}`,
};

/** Turns and mirrors the picture, as its camera may be mounted. */
export const turnPart: BarPart = {
  name: 'rotate',
  render: ({ host }) =>
    html`${barButton({
      part: 'rotate',
      label: BAR_TEXT.rotate,
      icon: 'rotate',
      words: `${host.rotate}°`,
      onClick: () => {
        host.rotate = ((host.rotate + 90) % 360) as Rotation;
      },
    })}${barButton({
      part: 'flip',
      label: BAR_TEXT.flip,
      icon: 'flip',
      isPressed: host.flip,
      onClick: () => {
        host.flip = !host.flip;
      },
    })}`,
};
