import type { IncomingHttpHeaders } from 'node:http';
import { parseBasePath } from './parse-base-path.js';

/** The path under which whoever sent a request sees the server: as its proxy says, else as is configured. */
export const basePathOf = (headers: IncomingHttpHeaders, configured: string): string => {
  const [said] = String(headers['x-forwarded-prefix'] ?? '').split(',');
  return parseBasePath(said!.trim()) || configured;
};
