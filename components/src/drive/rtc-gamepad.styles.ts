import { css } from 'lit';
import { driveStyles } from './drive.styles.js';

/** Looks of `<rtc-gamepad>`: its name, what its sticks ask for, and whether that counts. */
export const gamepadStyles = [
  driveStyles,
  css`
    :host {
      width: var(--rtc-gamepad-width, 280px);
    }
    .card {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 0.2em 0.9em;
      align-items: center;
      padding: 0.75em;
      border: 2px solid var(--line);
      border-radius: 10px;
      background: var(--ground);
    }
    .driving {
      border-color: var(--live);
    }
    :is(.let-go, .old-picture) {
      border-color: var(--warning);
      border-style: dashed;
    }
    [part='meter'] {
      position: relative;
      grid-row: span 2;
      width: 56px;
      height: 56px;
      border: 2px solid var(--line);
      border-radius: 8px;
    }
    [part='meter']::after {
      content: '';
      position: absolute;
      inset: 19px;
      border-radius: 50%;
      background: var(--quiet);
      translate: calc(var(--x, 0) * 19px) calc(var(--y, 0) * -19px);
    }
    .driving [part='meter']::after {
      background: var(--live);
    }
    :is(.let-go, .old-picture) [part='meter']::after {
      background: var(--warning);
    }
    [part='name'] {
      overflow-wrap: anywhere;
    }
    @media (forced-colors: active) {
      [part='meter']::after {
        background: CanvasText;
      }
    }
  `,
];
