import { css } from 'lit';
import { barStyles } from '../bar/bar.styles.js';
import { viewStyles } from '../view/view.styles.js';
import { overlayStyles } from './media-overlay.styles.js';

/** Looks of `<rtc-video>`: sized like a replaced element, with the overlay over the whole picture. */
export const videoStyles = [
  overlayStyles,
  css`
    :host {
      overflow: hidden;
      background: var(--rtc-video-background-color, light-dark(#e4e8ec, #14181d));
    }
    :host(:fullscreen) {
      background: #000;
    }
    video {
      display: block;
      width: 100%;
      height: 100%;
      border-radius: inherit;
      object-fit: var(--rtc-video-object-fit, contain);
      object-position: var(--rtc-video-object-position, 50% 50%);
    }
    video.old {
      filter: var(--rtc-stale-filter, grayscale(1) brightness(0.55));
    }
    [part='overlay'] {
      position: absolute;
      inset: 0;
      display: grid;
      place-items: center;
      border-radius: inherit;
      container-type: size;
      pointer-events: none;
    }
    [part='overlay']:popover-open {
      width: 100%;
      height: 100%;
      margin: 0;
      padding: 0;
      border: 0;
      background: none;
    }
    .old::before {
      content: '';
      position: absolute;
      inset: 0;
      border: 5px solid var(--rtc-stale-background-color, #c5221f);
      border-radius: inherit;
    }
    slot:not([name]),
    slot[name='placeholder'] {
      position: absolute;
      inset: 0;
      display: block;
    }
    ::slotted([slot='placeholder']) {
      display: block;
      width: 100%;
      height: 100%;
      border-radius: inherit;
      object-fit: var(--rtc-video-object-fit, contain);
    }
    ::slotted([slot='offline']),
    ::slotted([slot='loading']) {
      margin-block-start: 0.6em;
    }
    ::slotted(*) {
      pointer-events: auto;
    }
    .panel,
    [part='play-button'] {
      grid-area: 1 / 1;
      z-index: 1;
      font-size: max(clamp(11px, 4cqi, 14px), min(2.2cqi, 22px));
    }
    .panel {
      box-sizing: border-box;
      max-width: 100%;
      max-height: 100%;
      padding: 12px;
      text-align: center;
      text-wrap: balance;
      overflow-wrap: anywhere;
      animation: appear 0.15s 0.1s backwards;
    }
    .over [part='status'] {
      width: fit-content;
      margin-inline: auto;
      padding: 0.4em 0.9em;
      border-radius: 0.5em;
      color: var(--rtc-status-color, #fff);
      background: var(--rtc-status-background-color, rgb(15 18 22 / 85%));
    }
    [part='badge'] {
      width: fit-content;
      margin: 0 auto 0.5em;
      padding: 0.4em 0.8em;
      border-radius: 0.35em;
      font-size: 1.3em;
      font-weight: 700;
      font-variant-numeric: tabular-nums;
      color: var(--rtc-stale-color, #fff);
      background: var(--rtc-stale-background-color, #c5221f);
    }
    .connecting [part='status']::before,
    .reconnecting [part='status']::before,
    .waiting [part='status']::before {
      content: '';
      display: block;
      width: 1.6em;
      height: 1.6em;
      box-sizing: border-box;
      margin: 0 auto 0.6em;
      border: 3px solid;
      border-block-start-color: transparent;
      border-radius: 50%;
      animation: turn 1s linear infinite;
    }
    @container (max-width: 240px) or (max-height: 150px) {
      .old [part='status'] {
        position: absolute;
        clip-path: inset(50%);
      }
    }
    .sound {
      place-self: start end;
      margin: 10px;
    }
    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      * {
        animation: none !important;
      }
    }
  `,
  viewStyles,
  barStyles,
];
