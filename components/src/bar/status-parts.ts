import { html } from 'lit';
import type { BarPart } from './bar-host.js';
import { BAR_TEXT, STATUS_WORDS } from './bar-text.js';

/** Whether the picture is live, in a word; screen readers are told by the overlay. */
export const statusPart: BarPart = {
  name: 'status',
  render: ({ host: { status } }) =>
    html`<span part="bar-status" class="state" aria-hidden="true">${STATUS_WORDS[status]}</span>`,
};

/** How old the picture is when it comes to the screen, while it is live. */
export const latencyPart: BarPart = {
  name: 'latency',
  render({ host }) {
    const age = host.status === 'live' ? host._pictureAge : undefined;
    if (!age) return undefined;
    const { latencyMs, errorMs } = age;
    const exact = `${BAR_TEXT.delay} ${Math.round(latencyMs)} ± ${Math.ceil(errorMs)} ms`;
    return html`<span part="latency" title=${exact}
      ><span class="unseen">${BAR_TEXT.delay} </span>${Math.round(latencyMs)} ms</span
    >`;
  },
};
