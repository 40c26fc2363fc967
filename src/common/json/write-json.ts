import { NUMBER_MARK } from './exact-number.js';

const START = JSON.stringify(NUMBER_MARK).slice(0, -1);
const MARKED = new RegExp(`${START.replace('\\', '\\\\')}([^"]*)"`, 'g');

/** As JSON.stringify, with the digits of numbers that `parseJson` kept. */
export const writeJson = (value: unknown, replacer?: (key: string, value: unknown) => unknown): string => {
  const json = JSON.stringify(value, replacer);
  return json.includes(START) ? json.replaceAll(MARKED, '$1') : json;
};
