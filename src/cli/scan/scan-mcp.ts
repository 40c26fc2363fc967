import { CliError } from '../cli-error.js';
import type { Finding, Findings } from './finding.js';

const TIMEOUT_MS = 30_000;
const MAX_PAGES = 1000;
const MAX_BYTES = 33_554_432;

export interface McpOptions {
  readonly url: string;
  /** The address without what may be secret. */
  readonly shown: string;
  readonly token: string | undefined;
  /** What agents call the server; undefined for its own name. */
  readonly serverName: string | undefined;
  /** The name of a tool, with {server} and {tool} in it. */
  readonly toolNames: string;
}

/** Fetches until so many bytes have come in all. */
const fetchWithin = (maxBytes: number): typeof fetch => {
  let left = maxBytes;
  return async (...call) => {
    const response = await fetch(...call);
    if (!response.body) return response;
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          left -= chunk.length;
          if (left < 0) controller.error(new Error(`the server sends more than ${maxBytes} bytes`));
          else controller.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, response);
  };
};

/** As Claude Code writes the names of servers. */
const plainName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]/g, '_');

/**
 * The tools of an MCP server that speaks streamable HTTP.
 * @throws CliError where it does not answer as one.
 */
export const scanMcp = async (options: McpOptions, signal: AbortSignal): Promise<Findings> => {
  const { url, shown, token, serverName, toolNames } = options;
  // It is loaded only where it is wanted.
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const client = new Client(
    { name: 'pattern-usage-scan', version: '1' },
    { versionNegotiation: { mode: 'auto' }, listMaxPages: MAX_PAGES },
  );
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: fetchWithin(MAX_BYTES),
    requestInit: token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  });
  const request = { timeout: TIMEOUT_MS, signal };
  try {
    await client.connect(transport, request);
    if (!client.getServerCapabilities()?.tools) throw new Error('it has no tools');
    const server = serverName ?? plainName(client.getServerVersion()?.name ?? new URL(url).host);
    const { tools } = await client.listTools(undefined, request);
    const found = tools.map((tool): Finding => ({
      from: `${shown}#${tool.name}`,
      pattern: toolNames.replaceAll('{server}', () => server).replaceAll('{tool}', () => tool.name),
      pattern_type: 'tool',
      description: tool.description?.trim() || undefined,
    }));
    return { found, faults: [] };
  } catch (error) {
    signal.throwIfAborted();
    const reason = (error as Error).message.split('\n', 1)[0]!.replace(/\.$/, '').slice(0, 300);
    throw new CliError(`The tools of ${shown} cannot be listed: ${reason}.`, { cause: error });
  } finally {
    // A server that keeps sessions keeps this one no longer; one that does not has nothing to end.
    await transport.terminateSession().catch(() => undefined);
    await client.close();
  }
};
