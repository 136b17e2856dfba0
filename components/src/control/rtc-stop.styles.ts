import { css } from 'lit';
import { driveStyles } from '../drive/drive.styles.js';

/** Looks of `<rtc-stop>`: a button that cannot be missed or mistaken, and never moves. */
export const stopStyles = [
  driveStyles,
  css`
    :host {
      --red: var(--rtc-stop-background-color, #c5221f);
      width: var(--rtc-stop-width, 280px);
    }
    [part='button'] {
      display: grid;
      place-content: center;
      width: 100%;
      min-height: var(--rtc-stop-min-height, 96px);
      border: 4px solid light-dark(#7a0f0d, #fff);
      border-radius: 14px;
      font-size: 34px;
      font-weight: 800;
      line-height: 1.1;
      letter-spacing: 0.06em;
      color: var(--rtc-stop-color, #fff);
      background: var(--red);
      touch-action: manipulation;
      user-select: none;
      -webkit-user-select: none;
    }
    [part='button']:hover {
      border-color: var(--ink);
    }
    [part='button']:active {
      filter: brightness(0.85);
    }
    [part='button'] small {
      font-size: 15px;
      font-weight: 600;
      letter-spacing: 0;
    }
    @media (hover: none) and (pointer: coarse) {
      [part='button'] small {
        display: none;
      }
    }
    [part='status'] {
      margin-top: 0.5em;
    }
    [part='status']:empty {
      display: none;
    }
    :is(.pending, .unconfirmed) [part='status'] {
      padding: 0.6em 0.8em;
      border-radius: 8px;
      color: light-dark(#fff, #1d1200);
      background: var(--warning);
    }
    .confirmed [part='status'] {
      color: var(--live);
    }
    [part='resume'] {
      width: 100%;
      margin-top: 0.75em;
    }
    .unconfirmed [part='button'] {
      animation: alarm 1s steps(2, jump-none) infinite;
    }
    @keyframes alarm {
      to {
        outline: 6px solid var(--warning);
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .unconfirmed [part='button'] {
        outline: 6px solid var(--warning);
        animation: none;
      }
    }
    @media (forced-colors: active) {
      [part='button'] {
        border-color: ButtonText;
      }
      [part='status'] {
        border: 2px solid;
      }
    }
  `,
];
