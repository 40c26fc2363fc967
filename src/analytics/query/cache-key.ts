/** A query as the same text for the same question, to keep its answer under. */
export const cacheKey = (name: string, query: object): string => {
  const sorted = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name} ${JSON.stringify(sorted)}`;
};
