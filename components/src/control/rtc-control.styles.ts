import { css } from 'lit';
import { driveStyles } from '../drive/drive.styles.js';

/** Looks of `<rtc-control>`: the driver, and what can be done about it. */
export const controlStyles = [
  driveStyles,
  css`
    :host {
      width: var(--rtc-control-width, 320px);
    }
    .card {
      display: grid;
      gap: 0.6em;
      padding: 0.75em;
      border: 2px solid var(--line);
      border-radius: 10px;
      background: var(--ground);
    }
    .mine {
      border-color: var(--live);
    }
    .mine [part='status'] span {
      color: var(--live);
    }
    [part='time'] {
      font-variant-numeric: tabular-nums;
    }
    [part='status'] small {
      display: block;
      font: inherit;
      font-weight: 400;
    }
    .actions,
    li {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      align-items: center;
    }
    li button,
    .actions > button {
      flex: 1;
    }
    ul {
      display: grid;
      gap: 8px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li span {
      flex: 1 1 100%;
      overflow-wrap: anywhere;
    }
  `,
];
