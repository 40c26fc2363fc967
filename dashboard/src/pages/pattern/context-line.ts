/** A usage's context in one line. */
export const contextLine = (context: Readonly<Record<string, unknown>>): string =>
  Object.entries(context)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
