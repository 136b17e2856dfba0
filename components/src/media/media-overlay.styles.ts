import { css } from 'lit';

/** What picture and sound have in common: words about the status, and the button. */
export const overlayStyles = css`
  :host {
    position: relative;
    display: inline-block;
  }
  :host([hidden]) {
    display: none;
  }
  p {
    margin: 0;
  }
  .panel,
  [part='play-button'] {
    font: 600 14px/1.35 var(--rtc-status-font-family, system-ui, sans-serif);
    color: var(--rtc-status-color, light-dark(#1d2126, #eef1f4));
  }
  [part='status'] small {
    display: block;
    margin-top: 0.35em;
    font: inherit;
    font-weight: 400;
  }
  .live [part='status'],
  .panel:not(:has(span:not(:empty))) {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  [part='play-button'] {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    min-width: 44px;
    min-height: 44px;
    padding: 0 1em 0 0.75em;
    border: 2px solid currentcolor;
    border-radius: 22px;
    color: var(--rtc-button-color, #fff);
    background: var(--rtc-button-background-color, #0b5cad);
    cursor: pointer;
    pointer-events: auto;
  }
  [part='play-button']:hover {
    filter: brightness(1.15);
  }
  [part='play-button']:focus-visible {
    outline: 3px solid var(--rtc-focus-outline-color, #ffbf47);
    outline-offset: 2px;
  }
  svg {
    width: 1.5em;
    height: 1.5em;
    fill: currentcolor;
    stroke: currentcolor;
    stroke-width: 2;
  }
`;
