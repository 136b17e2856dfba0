/**
 * What `<rtc-control>` says and offers: decisions on plain values, apart from any DOM.
 *
 * @module
 */
import type { ControlState, Liveness } from '@rtcbot-web/sdk';
import { awayText, lostBecauseText, programText } from './drive-state.js';
import { isViewer } from './stop-status.js';

/**
 * The driver, as this page sees it: `mine`; `waiting` for an answer to the request; `held` by somebody else; `free`; `viewer`
 * this page can never drive; `disconnected` nobody knows.
 */
export type ControlStatus = 'mine' | 'waiting' | 'held' | 'free' | 'viewer' | 'disconnected';

/** All that decides about it. */
export interface ControlFacts {
  /** Undefined without a connection that can drive. */
  readonly liveness: Liveness | undefined;
  readonly control: ControlState;
  /** Whether this page has asked and nobody has answered. */
  readonly isAsking: boolean;
  /** Whether the picture is too old to drive by. */
  readonly isPictureTooOld?: boolean;
}

/** Decide what holds. */
export function controlStatus({ liveness, control, isAsking }: ControlFacts): ControlStatus {
  if (liveness === undefined || liveness === 'lost') return 'disconnected';
  if (control.mine) return 'mine';
  if (isViewer(control)) return 'viewer';
  if (isAsking) return 'waiting';
  return control.holder ? 'held' : 'free';
}

/** What is said of it. @param name - how operators are called */
export function controlText(
  status: ControlStatus,
  { control, isAsking, isPictureTooOld }: ControlFacts,
  name: (operatorId: string) => string,
): { readonly label: string; readonly detail: string } {
  const { holder, lostBecause } = control;
  const holderText = holder ? `${name(holder.operatorId)} drives` : 'Nobody drives';
  const lost = isAsking ? '' : lostBecauseText(lostBecause);
  switch (status) {
    case 'disconnected':
      return {
        label: awayText(control),
        detail: isAsking ? 'Control is asked for as soon as there is one.' : '',
      };
    case 'mine':
      return {
        label: 'You drive',
        detail: isPictureTooOld ? 'Hands off: the picture is too old.' : programText(control),
      };
    case 'viewer':
      return { label: holderText, detail: 'You are a viewer: viewers cannot drive.' };
    case 'waiting':
      return { label: 'Control is asked for', detail: holder ? `${holderText}.` : '' };
    case 'held':
    case 'free':
      return { label: holderText, detail: lost };
  }
}

/** Others who wait, first come first. */
export const waitingOthers = ({ requests, operatorId }: ControlState): readonly string[] =>
  requests.filter((id) => id !== operatorId);
