import { css } from 'lit';

/** The box of a picture, and the picture in it. */
export const viewStyles = css`
  .view {
    position: relative;
    width: 100%;
    height: 100%;
    border-radius: inherit;
    overflow: hidden;
  }
  .view[tabindex] {
    outline: none;
    user-select: none;
    touch-action: pan-x pan-y;
  }
  .view[tabindex]:focus-visible::after {
    content: '';
    position: absolute;
    inset: 0;
    border: 3px solid var(--rtc-focus-outline-color, #ffbf47);
    border-radius: inherit;
    pointer-events: none;
  }
  .view.zoomed {
    cursor: grab;
    touch-action: none;
  }
  .view.zoomed:active {
    cursor: grabbing;
  }
  .view.turned {
    container-type: size;
  }
  .turned video {
    position: absolute;
    inset: auto;
    top: calc(50cqh - 50cqw);
    left: calc(50cqw - 50cqh);
    width: 100cqh;
    height: 100cqw;
  }
`;
