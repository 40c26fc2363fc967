/** An object without some of its fields. */
export const without = <T extends object, K extends keyof T>(
  value: T,
  ...names: readonly K[]
): Omit<T, K> => {
  const left = Object.entries(value).filter(([name]) => !names.includes(name as K));
  return Object.fromEntries(left) as Omit<T, K>;
};
