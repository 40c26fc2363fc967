/** Parameters as a URL's query, readable where RFC 3986 allows it. */
export const searchText = (parameters: URLSearchParams): string => {
  const text = parameters.toString().replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
};
