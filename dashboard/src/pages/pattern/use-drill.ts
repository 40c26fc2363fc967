import { useLocation } from 'wouter';
import { type Changes, useView } from '../../view/use-view.js';

const PARAMETERS = ['error', 'usage', 'at'] as const;

interface Drill {
  /** The kind of error whose usages are shown. */
  readonly error: string | null;
  /** The single usage that is shown, and when it was. */
  readonly usage: string | null;
  readonly at: string | null;
  readonly showError: (id: string | null) => void;
  /** The address that shows a usage as well. */
  readonly usageAddress: (usage: string, at: string) => string;
  readonly closeUsage: () => void;
}

/** How far somebody went from the figures down to the single usage; the URL says it. */
export const useDrill = (): Drill => {
  const { parameters, change, linkTo } = useView();
  const [path] = useLocation();
  const said = Object.fromEntries(PARAMETERS.map((name) => [name, parameters.get(name)])) as Record<
    (typeof PARAMETERS)[number],
    string | null
  >;
  return {
    ...said,
    showError: (error) => change({ error, usage: null, at: null }),
    usageAddress: (usage, at) => {
      const changes: Changes = { ...said, usage, at };
      return linkTo(path, { type: null, node: null, ...changes });
    },
    closeUsage: () => {
      // Back may have closed it already.
      if (new URLSearchParams(window.location.search).has('usage')) change({ usage: null, at: null });
    },
  };
};
