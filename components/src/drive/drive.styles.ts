import { css } from 'lit';

/** What all drive elements have in common: colours by `color-scheme`, words, buttons, focus. */
export const driveStyles = css`
  :host {
    --ink: var(--rtc-drive-color, light-dark(#1d2126, #eef1f4));
    --ground: var(--rtc-drive-background-color, light-dark(#fff, #1b2026));
    --line: var(--rtc-drive-border-color, light-dark(#6b7480, #8a939e));
    --live: var(--rtc-drive-live-color, light-dark(#14692f, #57d67d));
    --warning: var(--rtc-drive-warning-color, light-dark(#8f4a00, #ffb454));
    --quiet: light-dark(#4d5661, #b3bbc5);
    box-sizing: border-box;
    display: inline-block;
    max-width: 100%;
    font: 400 15px/1.4 var(--rtc-drive-font-family, system-ui, sans-serif);
    color: var(--ink);
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  p {
    margin: 0;
  }
  [part='status'] {
    font-weight: 600;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .quiet {
    color: var(--quiet);
  }
  .driving [part='status'] {
    color: var(--live);
  }
  .let-go [part='status'],
  .old-picture [part='status'],
  .stopped [part='status'] {
    color: var(--warning);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button {
    min-width: 44px;
    min-height: 44px;
    padding: 0.4em 1em;
    border: 2px solid var(--line);
    border-radius: 8px;
    font: inherit;
    font-weight: 600;
    color: inherit;
    background: var(--ground);
    cursor: pointer;
  }
  button:hover {
    border-color: var(--ink);
  }
  button.main {
    border-color: transparent;
    color: var(--rtc-button-color, #fff);
    background: var(--rtc-button-background-color, #0b5cad);
  }
  button.main:hover {
    filter: brightness(1.15);
  }
  :focus-visible {
    outline: 3px solid var(--rtc-focus-outline-color, light-dark(#0b5cad, #ffbf47));
    outline-offset: 2px;
  }
  @media (forced-colors: active) {
    button.main {
      border-color: ButtonText;
    }
  }
`;
