import { type Packing, PACKINGS } from '../cache/json-answer.js';

const ANY = '*';

/**
 * The coding in which a client wants a body (RFC 9110, 12.5.3): the one of its highest weight, the
 * smaller body where two weigh the same; undefined for none.
 */
export const acceptedPacking = (header: string | undefined): Packing | undefined => {
  if (header === undefined) return undefined;
  const weights = new Map<string, number>();
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (packing: Packing): number => weights.get(packing) ?? weights.get(ANY) ?? 0;
  const best = PACKINGS.reduce((a, b) => (weightOf(b) > weightOf(a) ? b : a));
  const weight = weightOf(best);
  return weight > 0 && weight >= (weights.get('identity') ?? 0) ? best : undefined;
};
