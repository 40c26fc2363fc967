import { setTimeout as sleep } from 'node:timers/promises';
import { API_PREFIX } from '../common/api-prefix.js';

/** As much of POST /usage/batch's answer as a client needs. */
export interface BatchAnswer {
  readonly stored: number;
  readonly duplicates: number;
  readonly results: readonly { readonly index: number; readonly status: string }[];
  readonly errors: readonly { readonly index: number; readonly message: string }[];
}

const PAUSES_MS = [200, 500, 1000, 2000, 4000, 8000, 16_000];

/** The server cannot take the usages; the message says why. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
}

/** The body is larger than the server takes. */
export class TooLargeError extends LoadError {}

const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** Sends usages to a tracker's HTTP API; what has an id and a time may be sent again. */
export class UsageClient {
  private readonly address: string;

  /**
   * @param url where the server is, such as http://localhost:8053
   * @param pauses milliseconds between attempts; after the last one it gives up.
   */
  constructor(
    url: string,
    private readonly pauses: readonly number[] = PAUSES_MS,
  ) {
    if (!URL.canParse(url))
      throw new LoadError(`${url} is no URL; it must be one such as http://localhost:8053.`);
    this.address = new URL(`${API_PREFIX}/usage/batch`, url.endsWith('/') ? url : `${url}/`).href;
  }

  /**
   * Sends one batch, again after a pause where the server does not answer or has no time.
   * @throws TooLargeError, LoadError
   */
  async send(usages: readonly unknown[]): Promise<BatchAnswer> {
    const body = JSON.stringify(usages);
    for (let attempt = 0; ; attempt += 1) {
      const fault = await this.attempt(body);
      if (typeof fault !== 'string') return fault;
      const pause = this.pauses[attempt];
      if (pause === undefined) throw new LoadError(`${fault} It was tried ${attempt + 1} times.`);
      await sleep(pause * (0.5 + Math.random()));
    }
  }

  /** @returns the answer, or what went wrong where another attempt may help. */
  private async attempt(body: string): Promise<BatchAnswer | string> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      text = await response.text();
    } catch (error) {
      const { cause, message } = error as Error;
      return `${this.address} does not answer (${(cause as Error | undefined)?.message ?? message}).`;
    }
    if (response.ok) return JSON.parse(text) as BatchAnswer;
    const fault = `${this.address} answered ${response.status}: ${text.slice(0, 500)}`;
    if (response.status === 413) throw new TooLargeError(fault);
    if (isPassing(response.status)) return fault;
    throw new LoadError(fault);
  }
}
