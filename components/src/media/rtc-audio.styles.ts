import { css } from 'lit';
import { overlayStyles } from './media-overlay.styles.js';

/** Looks of `<rtc-audio>`: the native player if there are controls, below it the status. */
export const audioStyles = [
  overlayStyles,
  css`
    audio {
      display: block;
      max-width: 100%;
    }
    audio:not([controls]) {
      display: none;
    }
    [part='status'] {
      padding: 0.25em 0.75em;
    }
  `,
];
