import { html } from 'lit';
import type { BarPart } from './bar-host.js';
import { BAR_TEXT, cameraText } from './bar-text.js';

/** Chooses one of the robot's cameras, where it has several. */
export const cameraPart: BarPart = {
  name: 'camera',
  render({ host, cameras }) {
    if (cameras.length < 2) return undefined;
    const shown = host.camera ?? cameras[0]?.name;
    return html`<select
      part="camera"
      aria-label=${BAR_TEXT.camera}
      @change=${({ target }: Event) => {
        host.camera = (target as HTMLSelectElement).value;
      }}
    >
      ${cameras.map(
        (camera) =>
          html`<option value=${camera.name} .selected=${camera.name === shown}>
            ${cameraText(camera)}
          </option>`,
      )}
    </select>`;
  },
};
