/**
 * An address as the server knows it: without the path under which a proxy serves it, where that is still
 * there, and without slashes at its end.
 */
export const ownUrl = (url: string, basePath: string): string => {
  const [, asked = '', query = ''] = /^([^?]*)(.*)$/s.exec(url) ?? [];
  if (!asked.startsWith('/')) return url;
  const isBelow = basePath !== '' && `${asked}/`.startsWith(`${basePath}/`);
  let end = asked.length;
  while (end > 1 && asked[end - 1] === '/') end -= 1;
  const path = asked.slice(isBelow ? basePath.length : 0, end);
  return `${path === '' ? '/' : path}${query}`;
};
