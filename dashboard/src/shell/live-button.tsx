import type { ReactNode } from 'react';
import { type LiveState, useLive } from '../live/live.js';

const LABELS: Readonly<Record<LiveState, string>> = {
  live: 'Live',
  polling: 'Live',
  reconnecting: 'Connecting',
  paused: 'Paused',
};
const TITLES: Readonly<Record<LiveState, string>> = {
  live: 'What is recorded shows at once. Pause it.',
  polling: 'What is recorded shows every 5 s. Pause it.',
  reconnecting: 'The server is not reached; this goes on by itself.',
  paused: 'Follow what is recorded again.',
};

export const LiveButton = (): ReactNode => {
  const { state, toggle } = useLive();
  return (
    <button
      type="button"
      className="button live-button"
      data-state={state}
      aria-pressed={state !== 'paused'}
      title={TITLES[state]}
      onClick={toggle}
    >
      <span className="live-dot" aria-hidden="true" />
      {LABELS[state]}
    </button>
  );
};
