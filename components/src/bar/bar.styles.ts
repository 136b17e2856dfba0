import { css } from 'lit';

/** The bar below the picture. */
export const barStyles = css`
  .frame,
  .screen {
    display: contents;
    border-radius: inherit;
  }
  .has-bar {
    display: flex;
    flex-direction: column;
    width: 100%;
    height: 100%;
  }
  .has-bar .screen {
    display: block;
    position: relative;
    flex: 1 1 auto;
    min-height: 0;
    border-radius: 0;
  }
  [part='bar'] {
    flex: none;
    container-type: inline-size;
    font: 600 14px/1.3 var(--rtc-status-font-family, system-ui, sans-serif);
    color: var(--rtc-bar-color, light-dark(#1d2126, #eef1f4));
    background: var(--rtc-bar-background-color, light-dark(#f1f3f5, #1b2026));
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    padding: 2px;
    gap: 2px;
  }
  .second {
    border-block-start: 1px solid light-dark(#c9d0d7, #3a424b);
  }
  [part~='bar-button'] {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.3em;
    min-width: 44px;
    min-height: 44px;
    padding: 0 8px;
    border: 2px solid transparent;
    border-radius: 8px;
    font: inherit;
    font-variant-numeric: tabular-nums;
    color: inherit;
    background: none;
    cursor: pointer;
  }
  [part~='bar-button']:hover {
    background: light-dark(rgb(0 0 0 / 9%), rgb(255 255 255 / 14%));
  }
  [part~='bar-button'][aria-pressed='true'],
  [part~='bar-button'][aria-expanded='true'],
  .zoomed[part~='bar-button'] {
    border-color: currentcolor;
  }
  [part~='bar-button'][aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }
  [part='bar'] svg {
    flex: none;
    fill: none;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  [part='bar'] :focus-visible {
    outline: 3px solid var(--rtc-focus-outline-color, light-dark(#0b5cad, #ffbf47));
    outline-offset: -3px;
  }
  .state {
    flex: 1 0 auto;
    padding-inline: 8px;
    white-space: nowrap;
  }
  .state::before {
    content: '';
    display: inline-block;
    width: 0.7em;
    height: 0.7em;
    margin-inline-end: 0.45em;
    box-sizing: border-box;
    border: 2px solid currentcolor;
    border-radius: 50%;
  }
  .live .state::before {
    border-color: var(--rtc-live-color, light-dark(#14692f, #57d67d));
    background: var(--rtc-live-color, light-dark(#14692f, #57d67d));
    forced-color-adjust: none;
  }
  :is(.stale, .reconnecting, .robot-offline, .failed, .closed) .state {
    color: var(--rtc-stale-text-color, light-dark(#b3180f, #ff8a80));
  }
  [part='latency'] {
    padding-inline: 4px;
    min-width: 3.6em;
    text-align: end;
    font-weight: 400;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  [part='camera'] {
    box-sizing: border-box;
    flex: 0 1 auto;
    min-width: 64px;
    max-width: 200px;
    height: 44px;
    padding-inline: 8px;
    border: 2px solid light-dark(#6b7480, #8a939e);
    border-radius: 8px;
    font: inherit;
    text-overflow: ellipsis;
    color: inherit;
    background: var(--rtc-bar-background-color, light-dark(#f1f3f5, #1b2026));
  }
  .volume {
    width: 84px;
    height: 44px;
    margin: 0;
    accent-color: currentcolor;
    cursor: pointer;
  }
  [part='note'] {
    padding: 0 10px 8px;
  }
  [part='note']:empty {
    position: absolute;
    clip-path: inset(50%);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @container (max-width: 520px) {
    .volume {
      display: none;
    }
  }
  @container (max-width: 400px) {
    .picture-in-picture {
      display: none;
    }
    [part='camera'] {
      max-width: 130px;
    }
  }
`;
