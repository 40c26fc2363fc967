import { isIP } from 'node:net';

const PLAIN = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{0,5})?$/i;

/**
 * Whether a header Host calls the server by a name of its own. A page whose host name resolves to this
 * machine (DNS rebinding) is of the same origin for its browser; only the name tells it. Nobody else can
 * make an address or a name under localhost theirs. Whoever sends no Host is no browser.
 */
export const isOwnHost = (header: string | undefined, hosts: readonly string[]): boolean => {
  if (header === undefined || header === '') return true;
  if (!PLAIN.test(header) || !URL.canParse(`http://${header}`)) return false;
  // Numbers are addresses in any spelling; URLs have one.
  const name = new URL(`http://${header}`).hostname.replace(/\.$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || hosts.includes(name);
};
