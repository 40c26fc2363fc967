/** Where the API stood in the original service, and stands here. */
export const API_PREFIX = 'api/pattern-analytics';
