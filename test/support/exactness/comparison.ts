import { type AskedSpan, said } from './asked.js';
import { changeOf } from './figures.js';
import { near, quantileNear } from './near.js';

/**
 * A number of a range and of the period before.
 * @param answered of quantiles: they are not exact, but their change is that of what is said of them.
 */
export const comparison = (
  { previous }: AskedSpan,
  value: number | null,
  before: number | null,
  answered: object | null | undefined,
): object => {
  const saidValues = answered as { value: number | null; previous_value: number | null } | null | undefined;
  const [now, then] = saidValues ? [saidValues.value, saidValues.previous_value] : [value, before];
  return {
    from: said(previous.from),
    to: said(previous.to),
    value: saidValues ? quantileNear(value) : value,
    previous_value: saidValues ? quantileNear(before) : before,
    change: now === null || !then ? null : near(changeOf(now, then)),
  };
};
