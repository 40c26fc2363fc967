import { API_PREFIX } from '../common/api-prefix.js';
import type { ProblemDocument } from '../common/problem/problem.js';
import { RefusedError, UnavailableError } from './client-error.js';
import type { ApiOptions } from './client-options.js';
import { retryAfterMs, retryDelay } from './retry-delay.js';

/** Statuses after which the same request may succeed. */
const PASSING: readonly number[] = [408, 429, 502, 503, 504];

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const refusal = (address: string, status: number, text: string): RefusedError => {
  const { detail, errors } = (parse(text) ?? {}) as Partial<ProblemDocument>;
  if (typeof detail === 'string') return new RefusedError(detail, status, errors);
  return new RefusedError(`${address} answered ${status}: ${text.slice(0, 200)}`, status);
};

/** What one attempt came to where another one may help. */
interface Setback {
  readonly message: string;
  readonly askedMs: number;
}

/** Speaks with the server's HTTP API, again and again where it does not answer or has no time. */
export class TrackerApi {
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly timeoutMs: number;
  private readonly retryForMs: number;

  /** @throws TypeError where the URL is none. */
  constructor(options: ApiOptions = {}) {
    const { url = 'http://localhost:8053', apiKey, requestTimeoutMs = 30_000, retryForMs = 60_000 } = options;
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new TypeError(`${url} is no address; it must be one such as http://localhost:8053.`);
    }
    this.base = new URL(`${API_PREFIX}/`, url.endsWith('/') ? url : `${url}/`).href;
    this.headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    this.timeoutMs = requestTimeoutMs;
    this.retryForMs = retryForMs;
  }

  /** @throws RefusedError, UnavailableError */
  get(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<unknown> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    return this.request(search === '' ? path : `${path}?${search}`, { method: 'GET', headers: this.headers });
  }

  /**
   * @param body JSON text. It may reach the server more than once.
   * @throws RefusedError, UnavailableError
   */
  post(path: string, body: string): Promise<unknown> {
    const headers = { ...this.headers, 'content-type': 'application/json' };
    return this.request(path, { method: 'POST', headers, body });
  }

  /**
   * @param body JSON text. It may reach the server more than once.
   * @throws RefusedError, UnavailableError
   */
  put(path: string, body: string): Promise<unknown> {
    const headers = { ...this.headers, 'content-type': 'application/json' };
    return this.request(path, { method: 'PUT', headers, body });
  }

  private async request(path: string, init: RequestInit): Promise<unknown> {
    const address = `${this.base}${path}`;
    const end = Date.now() + this.retryForMs;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.attempt(address, init);
      if (!('setback' in answer)) return answer.value;
      const { message, askedMs } = answer.setback;
      const delay = retryDelay(attempt, askedMs);
      if (Date.now() + delay > end) {
        const times = attempt === 1 ? 'once' : `${attempt} times`;
        throw new UnavailableError(`${message} It was tried ${times}.`);
      }
      await sleep(delay);
    }
  }

  private async attempt(
    address: string,
    init: RequestInit,
  ): Promise<{ readonly value: unknown } | { readonly setback: Setback }> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(address, { ...init, signal: AbortSignal.timeout(this.timeoutMs) });
      text = await response.text();
    } catch (error) {
      const { cause, message } = error as Error;
      const { message: why, code } = (cause ?? {}) as { message?: string; code?: string };
      const reason = [why, code, message].find((words) => words != null && words !== '');
      return { setback: { message: `${address} does not answer (${reason}).`, askedMs: 0 } };
    }
    const { status } = response;
    if (PASSING.includes(status)) {
      const { message } = refusal(address, status, text);
      return { setback: { message, askedMs: retryAfterMs(response.headers.get('retry-after'), Date.now()) } };
    }
    if (!response.ok) throw refusal(address, status, text);
    const value = parse(text);
    if (typeof value === 'object' && value !== null) return { value };
    throw new RefusedError(`${address} answers something else than a tracker does.`, status);
  }
}
