import { css } from 'lit';
import { driveStyles } from './drive.styles.js';

/** Looks of `<rtc-joystick>`: a round base with a handle; both change with what they do. */
export const joystickStyles = [
  driveStyles,
  css`
    :host {
      width: var(--rtc-joystick-width, 200px);
      text-align: center;
    }
    [part='base'] {
      position: relative;
      width: 100%;
      min-width: 88px;
      aspect-ratio: 1;
      border: 2px solid var(--line);
      border-radius: 50%;
      background:
        linear-gradient(var(--line), var(--line)) 50% 50% / 1px 100% no-repeat,
        linear-gradient(var(--line), var(--line)) 50% 50% / 100% 1px no-repeat,
        var(--ground);
      cursor: grab;
      touch-action: none;
      user-select: none;
      -webkit-user-select: none;
      -webkit-touch-callout: none;
      -webkit-tap-highlight-color: transparent;
      container-type: size;
    }
    [part='handle'] {
      position: absolute;
      inset: 28%;
      border: 3px solid var(--ink);
      border-radius: 50%;
      background: var(--ground);
      translate: calc(var(--x, 0) * 26cqw) calc(var(--y, 0) * -26cqh);
    }
    .corner {
      position: absolute;
      inset: 0 auto auto 0;
      width: 0;
      height: 0;
    }
    .corner.right {
      inset: 0 0 auto auto;
    }
    .corner.below {
      inset: auto auto 0 0;
    }
    .ready [part='handle'] {
      border-color: var(--live);
    }
    .driving [part='base'] {
      border-color: var(--live);
      cursor: grabbing;
    }
    .driving [part='handle'] {
      border-color: var(--live);
      background: var(--live);
    }
    :is(.let-go, .old-picture) [part='handle'] {
      border: 3px dashed var(--warning);
    }
    :is(.disabled, .disconnected, .no-control, .stopped) [part='handle'] {
      border-color: var(--line);
      border-style: dotted;
    }
    .disabled [part='base'] {
      cursor: not-allowed;
    }
    [part='status'] {
      min-height: 2.8em;
      margin-top: 0.5em;
    }
    @media (forced-colors: active) {
      .driving [part='handle'] {
        background: Highlight;
      }
    }
  `,
];
