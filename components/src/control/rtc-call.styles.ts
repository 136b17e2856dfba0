import { css } from 'lit';
import { driveStyles } from '../drive/drive.styles.js';

/** Looks of `<rtc-call>`: a button, and beside it what has become of the call. */
export const callStyles = [
  driveStyles,
  css`
    .row {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      align-items: center;
    }
    [part='button'][aria-disabled='true'] {
      opacity: 0.55;
      cursor: default;
    }
    [part='status'] {
      flex: 1 1 0;
      min-width: min-content;
    }
    [part='status']:empty {
      display: none;
    }
    .done [part='status'] {
      color: var(--live);
    }
    .failed [part='status'] {
      flex-basis: 100%;
      color: var(--warning);
    }
  `,
];
