import { searchText } from './search-text.js';
import { DEFAULT_RANGE, readView } from './view.js';

/** Says in the address what it leaves to defaults, so that it shows the same to whoever gets it. */
export const completeAddress = (): void => {
  const parameters = new URLSearchParams(window.location.search);
  const view = readView(parameters);
  if (view.from === null) parameters.set('range', view.range ?? DEFAULT_RANGE);
  parameters.set('tz', view.timeZone);
  const address = `${window.location.pathname}${searchText(parameters)}${window.location.hash}`;
  window.history.replaceState(window.history.state, '', address);
};
