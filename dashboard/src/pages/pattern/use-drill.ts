import { useLocation } from 'wouter';
import { instant } from '../../view/instant.js';
import { isUuid } from '../../view/is-uuid.js';
import { type Changes, useView } from '../../view/use-view.js';

const KIND = /^[\da-f]{16}$/;

interface Drilled {
  /** The kind of error whose usages are shown. */
  readonly error: string | null;
  /** The single usage that is shown, and when it was; both or none. */
  readonly usage: string | null;
  readonly at: string | null;
}

/** What a URL's parameters say; what they get wrong is as if it were not there. */
export const drilled = (parameters: URLSearchParams): Drilled => {
  const error = parameters.get('error') ?? '';
  const usage = parameters.get('usage') ?? '';
  const at = instant(parameters.get('at'));
  return {
    error: KIND.test(error) ? error : null,
    ...(isUuid(usage) && at !== null ? { usage: usage.toLowerCase(), at } : { usage: null, at: null }),
  };
};

interface Drill extends Drilled {
  readonly showError: (id: string | null) => void;
  /** The address that shows a usage as well. */
  readonly usageAddress: (usage: string, at: string) => string;
  readonly closeUsage: () => void;
}

/** How far somebody went from the figures down to the single usage; the URL says it. */
export const useDrill = (): Drill => {
  const { parameters, change, linkTo } = useView();
  const [path] = useLocation();
  const said = drilled(parameters);
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
