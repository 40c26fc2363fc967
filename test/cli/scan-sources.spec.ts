import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { scan } from '../../src/cli/commands/scan.command.js';
import { startCli } from '../support/cli-process.js';
import { type McpTool, startMcpServer } from '../support/mcp-server.js';
import { markdown, Scans, treeOf } from '../support/scans.js';

const scans = new Scans();

describe('scan of a catalog', () => {
  it('registers its entities by kind and name, and names what is none', async () => {
    const path = join(
      treeOf({
        'catalog.yaml': [
          '# Everything that we have\n%YAML 1.2',
          'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\n  description: "Sells: things"\n  tags: [java, web]',
          'apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata:\n  name: new-service\n  title: New service',
          'kind: API\nmetadata:\n  name: orders\nspec:\n  definition: |\n    a: 1\n     ---\n    b: 2',
          'kind: Group\nmetadata:\n  name: team-a',
          'kind: 9 Kinds\nmetadata:\n  name: odd-kind',
          'kind: Component\nmetadata: {}',
          'kind: [',
          '',
        ].join('\n---\n'),
      }),
      'catalog.yaml',
    );
    const { code, patterns, unread } = await scans.report('--backstage', path);
    expect(code).toBe(1);
    expect(patterns.map(({ pattern, pattern_type, tags }) => [pattern, pattern_type, tags])).toEqual([
      ['shop', 'component', ['java', 'web']],
      ['new-service', 'template', []],
      ['orders', 'api', []],
      ['odd-kind', undefined, []],
    ]);
    expect(unread.map(({ from, reason }) => [from.replace(path, ''), reason])).toEqual([
      ['#6', 'It is no catalog entity: it has no kind or no metadata.name.'],
      ['#7', expect.stringMatching(/^Its YAML cannot be read: /)],
    ]);
    expect(await scans.known('shop')).toMatchObject({ type: 'component', description: 'Sells: things' });
    expect(await scans.report('--backstage', path)).toMatchObject({ created: 0, updated: 0, unchanged: 4 });
  });
});

describe('scan of an MCP server', () => {
  const TOOLS: McpTool[] = [
    { name: 'create_issue', description: 'Creates an issue.\n' },
    { name: 'search.code' },
    { name: 'close', description: 'x'.repeat(5000) },
    { name: 'open' },
    { name: 'list' },
  ];

  it.each(['2025', '2026'] as const)(
    'lists all pages of the tools of one that speaks %s',
    async (protocol) => {
      process.env['PATTERN_USAGE_MCP_TOKEN'] = 's3cret';
      const mcp = await startMcpServer(protocol, `git hub ${protocol}`, TOOLS);
      try {
        const names = TOOLS.map(({ name }) => `mcp__git_hub_${protocol}__${name}`);
        const first = await scans.report('--mcp', mcp.url);
        expect(first).toMatchObject({ code: 0, created: 5, unread: [] });
        expect(first.patterns.map(({ pattern }) => pattern)).toEqual(names);
        expect(await scans.known(names[0]!)).toMatchObject({
          type: 'tool',
          description: 'Creates an issue.',
        });
        expect(await scans.report('--mcp', mcp.url)).toMatchObject({ created: 0, updated: 0, unchanged: 5 });
        expect(new Set(mcp.asked.map(({ authorization }) => authorization))).toEqual(
          new Set(['Bearer s3cret']),
        );
        expect(mcp.asked.some(({ method }) => method === 'DELETE')).toBe(protocol === '2025');
        const other = await scans.report(
          '--mcp',
          mcp.url,
          '--server-name',
          'gh',
          '--tool-names',
          '{tool}@{server}',
          '--dry-run',
        );
        expect(other.patterns[1]).toMatchObject({ pattern: 'search.code@gh' });
      } finally {
        delete process.env['PATTERN_USAGE_MCP_TOKEN'];
        await mcp.stop();
      }
    },
  );

  it('says in a sentence what is no MCP server', async () => {
    const flood = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const write = (): void => {
        while (response.write(' '.repeat(1_048_576)));
        response.once('drain', write);
      };
      write();
    });
    await new Promise<void>((done) => flood.listen(0, '127.0.0.1', done));
    const { port } = flood.address() as AddressInfo;
    try {
      await expect(scan(['--mcp', `http://u:pw@127.0.0.1:${port}/?key=secret`, '--dry-run'])).rejects.toThrow(
        `The tools of http://127.0.0.1:${port}/ cannot be listed: `,
      );
    } finally {
      flood.closeAllConnections();
      flood.close();
    }
    await expect(scan(['--mcp', scans.url, '--dry-run'])).rejects.toThrow(/cannot be listed: [^\n]+\.$/);
    await expect(scan(['--mcp', 'http://127.0.0.1:9/', '--dry-run'])).rejects.toThrow(/cannot be listed: /);
  });
});

it.each([
  [[], 'Name one directory, or --mcp URL, or --backstage FILE.'],
  [['a', 'b'], 'Name one directory'],
  [['a', '--mcp', 'http://x'], 'Name one directory'],
  [['--mcp', 'stdio:x'], '--mcp must be an address such as'],
  [['--mcp', 'http://x', '--tool-names', 'tool'], '--tool-names must have {tool} in it.'],
  [['a', '--interval', '0'], '--interval is 0; it must be a whole number from 1 to 86400.'],
  [['/nowhere', '--dry-run'], '/nowhere cannot be read: ENOENT'],
  [['--backstage', '/nowhere.yaml', '--dry-run'], '/nowhere.yaml cannot be read: ENOENT'],
])('refuses %j with a sentence', async (args, sentence) => {
  await expect(scan(args)).rejects.toThrow(sentence);
});

describe('scan --watch', () => {
  it('registers what changes, goes on after faults, and ends at the signal', async () => {
    const root = treeOf({ 'skills/first/SKILL.md': markdown('name: watched-first') });
    const listeners = process.listenerCount('SIGINT');
    const ended = scan([root, '--watch', '--interval', '1', '--json', '--url', scans.url]);
    await scans.printed(({ created }) => created === 1);
    writeFileSync(join(root, 'skills/first/SKILL.md'), markdown('name: watched-first\nversion: 2'));
    mkdirSync(join(root, 'skills/second'));
    writeFileSync(join(root, 'skills/second/SKILL.md'), markdown('name: watched-second'));
    await scans.printed(({ patterns }) => patterns.length === 2 && patterns[0]!['version'] === '2');
    writeFileSync(join(root, 'skills/second/SKILL.md'), markdown('- no'));
    await scans.printed(({ unread }) => unread[0]?.from === 'skills/second/SKILL.md');
    const told = new Promise<string>((done) => {
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
        done(String(text));
        return true;
      });
    });
    rmSync(root, { recursive: true });
    expect(await told).toMatch(/cannot be read: ENOENT/);
    process.emit('SIGINT');
    expect(await ended).toBe(1);
    expect(await scans.known('watched-first')).toMatchObject({ version: '2' });
    expect(await scans.known('watched-second')).toMatchObject({ type: 'skill' });
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });

  it('ends the program with 0 where all was well', async () => {
    const root = treeOf({ 'SKILL.md': markdown('name: watched-by-a-program') });
    const { child, ended } = startCli(['scan', root, '--watch'], { PATTERN_USAGE_URL: scans.url });
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^Patterns found in .*: 1, of which 1 new, /),
    });
  });
});
