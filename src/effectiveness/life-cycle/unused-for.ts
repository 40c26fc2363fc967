import { DAY_MS, HOUR_MS } from '../../common/time-range.js';

/** For how long something was not used: days or hours. */
export const UNUSED_FOR = /^[1-9]\d{0,3}[dh]$/;
export const UNUSED_FOR_ALLOWED = '1 to 9999 days or hours, such as 30d or 12h';

/** @param text as UNUSED_FOR has it. @returns milliseconds. */
export const unusedMs = (text: string): number =>
  Number.parseInt(text, 10) * (text.endsWith('d') ? DAY_MS : HOUR_MS);
