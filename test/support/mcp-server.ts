import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  createMcpHandler,
  McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';

export interface McpTool {
  readonly name: string;
  readonly description?: string;
}

export interface RunningMcpServer {
  readonly url: string;
  /** Requests as they came: the method, and what stood in Authorization. */
  readonly asked: { readonly method: string; readonly authorization: string | undefined }[];
  readonly stop: () => Promise<void>;
}

/** A server of these tools, so many a page. */
const serverOf = (name: string, tools: readonly McpTool[], pageSize: number): McpServer => {
  const mcp = new McpServer({ name, version: '1' }, { capabilities: { tools: {} } });
  // The server itself would list them all on one page.
  mcp.server.setRequestHandler('tools/list', ({ params }) => {
    const start = Number(params?.cursor ?? 0);
    const page = tools.slice(start, start + pageSize);
    return {
      tools: page.map((tool) => ({ ...tool, inputSchema: { type: 'object' as const } })),
      ...(start + pageSize < tools.length ? { nextCursor: String(start + pageSize) } : {}),
    };
  });
  return mcp;
};

const toRequest = (request: IncomingMessage): Request =>
  new Request(`http://${request.headers.host}${request.url}`, {
    method: request.method!,
    headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ...(request.method === 'POST' ? { body: Readable.toWeb(request), duplex: 'half' } : {}),
  });

const answer = async (response: ServerResponse, { status, headers, body }: Response): Promise<void> => {
  response.writeHead(status, [...headers].flat());
  if (body) await pipeline(Readable.fromWeb(body), response);
  else response.end();
};

/**
 * A real MCP server behind streamable HTTP.
 * @param protocol the revision it speaks: that of 2025 with sessions, or that of 2026 without.
 */
export const startMcpServer = async (
  protocol: '2025' | '2026',
  name: string,
  tools: readonly McpTool[],
  pageSize = 2,
): Promise<RunningMcpServer> => {
  let handle: (request: Request) => Promise<Response>;
  if (protocol === '2026') handle = createMcpHandler(() => serverOf(name, tools, pageSize)).fetch;
  else {
    const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
    handle = async (request) => {
      const known = sessions.get(request.headers.get('mcp-session-id') ?? '');
      if (known) return known.handleRequest(request);
      const transport = new WebStandardStreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (id) => void sessions.set(id, transport),
      });
      await serverOf(name, tools, pageSize).connect(transport);
      return transport.handleRequest(request);
    };
  }
  const asked: { method: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ method: request.method!, authorization: request.headers.authorization });
    handle(toRequest(request))
      .then((answered) => answer(response, answered))
      .catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
