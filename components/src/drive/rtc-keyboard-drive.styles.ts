import { css } from 'lit';
import { driveStyles } from './drive.styles.js';

/** Looks of `<rtc-keyboard-drive>`: four keys as they lie on a keyboard, whichever way the page is read. */
export const keyboardDriveStyles = [
  driveStyles,
  css`
    :host {
      text-align: center;
    }
    /* As wide as the keys: words that come and go move nothing beside them. */
    [part='status'] {
      contain: inline-size;
    }
    [part='keys'] {
      display: grid;
      grid-template: '. forward .' 48px 'left backward right' 48px / 48px 48px 48px;
      gap: 6px;
      justify-content: center;
      direction: ltr;
    }
    .forward {
      grid-area: forward;
    }
    .left {
      grid-area: left;
    }
    .backward {
      grid-area: backward;
    }
    .right {
      grid-area: right;
    }
    [part~='key'] {
      display: grid;
      place-content: center;
      border: 2px solid var(--line);
      border-radius: 8px;
      font-weight: 700;
      line-height: 1.1;
      color: var(--quiet);
      background: var(--ground);
    }
    small {
      font-size: 13px;
    }
    .ready [part~='key'] {
      border-color: var(--live);
      color: var(--ink);
    }
    [part~='held'] {
      border-color: var(--ink);
      border-style: dashed;
      color: var(--ink);
    }
    .driving [part~='held'] {
      border: 2px solid var(--live);
      color: light-dark(#fff, #10151a);
      background: var(--live);
    }
    :is(.let-go, .old-picture) [part~='held'] {
      border-color: var(--warning);
    }
    [part='status'] {
      margin-top: 0.5em;
    }
    @media (forced-colors: active) {
      .driving [part~='held'] {
        background: Highlight;
        color: HighlightText;
      }
    }
  `,
];
