import { SingleBar } from 'cli-progress';

/** A bar on standard error; where that is no terminal, a line every few seconds. */
export interface ProgressBar {
  /** @param share 0..1 */
  update(share: number, note: string): void;
  stop(): void;
}

export const progressBar = (title: string): ProgressBar => {
  const bar = new SingleBar({
    format: `${title} {bar} {percentage} % | {note} | {duration_formatted}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(1000, 0, { note: '' });
  return {
    update: (share, note) => bar.update(Math.round(share * 1000), { note }),
    stop: () => bar.stop(),
  };
};
