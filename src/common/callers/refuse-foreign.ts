import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../problem/problem.js';
import type { AllowedCallers } from './allowed-callers.js';
import { isOwnHost } from './is-own-host.js';
import { isOwnOrigin } from './is-own-origin.js';

const MAX_ECHO = 80;
const echo = (text: string | undefined): string => JSON.stringify((text ?? '').slice(0, MAX_ECHO));

/**
 * Refuses what a browser sends for a page that has no business here.
 * @param isChange whether the request may change something, or opens a WebSocket, for which browsers
 * do not ask as they do for answers (RFC 6455, 10.2).
 * @throws ProblemError
 */
export const refuseForeign = (
  headers: IncomingHttpHeaders,
  isChange: boolean,
  { hosts, origins }: AllowedCallers,
): void => {
  if (hosts !== undefined && !isOwnHost(headers.host, hosts)) {
    throw new ProblemError(
      'host-not-allowed',
      `The host is ${echo(headers.host)}; it must be localhost, an IP address or a name in ALLOWED_HOSTS.`,
    );
  }
  if (!isChange || isOwnOrigin(headers, origins)) return;
  const origin = headers.origin === undefined ? 'other sites' : echo(headers.origin);
  throw new ProblemError(
    'origin-not-allowed',
    `Pages of ${origin} may not do this; CORS_ORIGINS names those that may.`,
  );
};
