import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scan } from '../../src/cli/commands/scan.command.js';
import { putPattern } from '../support/put-pattern.js';
import { markdown, Scans, treeOf } from '../support/scans.js';

const scans = new Scans();

describe('scan of a directory', () => {
  it('names what it finds as telemetry does', async () => {
    const root = treeOf({
      // By the directory in .claude, by the front matter elsewhere.
      '.claude/skills/review/SKILL.md': markdown('name: Review things\ndescription: Reviews.\nversion: 1.10'),
      'skills/lint/SKILL.md': markdown('name: lint-all\nmetadata:\n  version: "2.0"\ntags: [style, ci]'),
      '.gemini/skills/plain/SKILL.md': '# No front matter',
      '.claude/commands/deploy.md': 'Deploys $ARGUMENTS',
      '.claude/commands/db/migrate.md': markdown('description: Migrates.\nname: not this'),
      '.claude/agents/review/security.md': markdown(
        'name: security-reviewer\ndescription: >\n  Looks for\n  holes.',
      ),
      '.claude/agents/README.md': '# What lies here',
      '.github/agents/writer.agent.md': markdown('description: Writes.'),
      '.github/prompts/explain.prompt.md': markdown('description: Explains.'),
      'prompts/sum.prompt.yml': 'name: sum-up\ndescription: Sums up.',
      '.codex/prompts/plan.md': 'Plan.',
      'docs/agents/not-an-agent.md': markdown('name: nobody'),
      'docs/commands/not-a-command.md': 'no',
      'node_modules/x/SKILL.md': markdown('name: from-a-package'),
      '.git/SKILL.md': markdown('name: from-git'),
      'plugins/kit/.claude-plugin/plugin.json': '{"name":"toolkit","version":"3.1.4"}',
      'plugins/kit/skills/probe/SKILL.md': markdown('name: probe\ndescription: Probes.'),
      'plugins/kit/commands/db/reset.md': 'Resets.',
      'plugins/kit/agents/review/perf.md': markdown('description: Measures.'),
      'plugins/kit/.claude/skills/own/SKILL.md': markdown('name: own'),
      'plugins/bare/.claude-plugin/plugin.json': '{}',
      'plugins/bare/SKILL.md': markdown('name: single\nversion: 9'),
    });
    const first = await scans.report(root);
    expect(first.unread).toEqual([]);
    expect(first).toMatchObject({ code: 0, created: first.patterns.length, updated: 0, unchanged: 0 });
    const found = first.patterns.map(({ pattern, pattern_type, version }) => [
      pattern,
      pattern_type,
      version,
    ]);
    expect(found.sort()).toEqual(
      [
        ['review', 'skill', '1.10'],
        ['lint-all', 'skill', '2.0'],
        ['plain', 'skill', undefined],
        ['deploy', 'command', undefined],
        ['db:migrate', 'command', undefined],
        ['security-reviewer', 'agent', undefined],
        ['writer', 'agent', undefined],
        ['explain', 'prompt', undefined],
        ['sum-up', 'prompt', undefined],
        ['plan', 'prompt', undefined],
        ['toolkit:probe', 'skill', '3.1.4'],
        ['toolkit:db:reset', 'command', '3.1.4'],
        ['toolkit:review:perf', 'agent', '3.1.4'],
        ['own', 'skill', undefined],
        ['bare:single', 'skill', '9'],
      ].sort(),
    );
    expect(await scans.known('lint-all')).toMatchObject({
      type: 'skill',
      version: '2.0',
      tags: ['style', 'ci'],
    });
    expect(await scans.known('security-reviewer')).toMatchObject({ description: 'Looks for holes.' });
    expect(await scans.known('toolkit:probe')).toMatchObject({ described_by: 'scan', first_seen: null });
    // What telemetry reports is the same pattern.
    await fetch(`${scans.url}/api/pattern-analytics/usage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pattern: 'toolkit:probe', outcome: 'success' }),
    });
    expect(await scans.known('toolkit:probe')).toMatchObject({
      description: 'Probes.',
      first_seen: expect.stringMatching(/Z$/),
    });
  });

  it('registers nothing twice, and follows what the files say but not over what somebody said', async () => {
    const name = fc.constantFrom('one', 'two', 'three', 'four');
    const text = fc.constantFrom('Does one thing.', 'Does: another', '"quoted" ünïcode 😀', '- dashes');
    const file = fc.record({ description: text, version: fc.constantFrom('1', '1.10', 'v2') });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, file, { minKeys: 1 }),
        fc.dictionary(name, file, { minKeys: 1 }),
        fc.boolean(),
        async (before, after, isOverwriting) => {
          run += 1;
          const plugin = `run-${run}`;
          const write = (skills: typeof before): string =>
            treeOf({
              '.claude-plugin/plugin.json': JSON.stringify({ name: plugin }),
              ...Object.fromEntries(
                Object.entries(skills).map(([skill, { description, version }]) => [
                  `skills/${skill}/SKILL.md`,
                  markdown(
                    `name: ${skill}\ndescription: ${JSON.stringify(description)}\nversion: ${version}`,
                  ),
                ]),
              ),
            });
          const root = write(before);
          const size = Object.keys(before).length;
          expect(await scans.report(root)).toMatchObject({ code: 0, created: size, rejected: 0 });
          expect(await scans.report(root)).toMatchObject({
            code: 0,
            created: 0,
            updated: 0,
            unchanged: size,
          });
          // Somebody describes the first of them.
          const [described] = Object.keys(before);
          const id = encodeURIComponent(`${plugin}:${described!}`);
          expect((await putPattern(scans.url, id, { description: 'By hand.' })).status).toBe(200);
          const changed = write(after);
          const second = await scans.report(changed, ...(isOverwriting ? ['--overwrite'] : []));
          for (const [skill, { description, version }] of Object.entries(after)) {
            const isKept = skill === described && !isOverwriting;
            const pattern = second.patterns.find((one) => one['pattern'] === `${plugin}:${skill}`);
            const same =
              JSON.stringify(before[skill]) === JSON.stringify(after[skill]) && skill !== described;
            const status = !(skill in before) ? 'created' : isKept ? 'kept' : same ? 'unchanged' : 'updated';
            expect(pattern).toMatchObject({ status });
            expect(await scans.known(`${plugin}:${skill}`)).toMatchObject({
              description: isKept ? 'By hand.' : description,
              version,
            });
          }
          const again = await scans.report(changed, ...(isOverwriting ? ['--overwrite'] : []));
          expect([again.created, again.updated]).toEqual([0, 0]);
        },
      ),
      { numRuns: Number(process.env['SCAN_RUNS'] ?? 15) },
    );
  });

  it('names what it cannot read, and takes the rest', async () => {
    const layers = 'abcdefghi'.split('');
    const bomb = layers
      .map(
        (key, at) =>
          `${key}: &${key} [${Array(9)
            .fill(at === 0 ? 'x' : `*${layers[at - 1]!}`)
            .join()}]`,
      )
      .join('\n');
    const root = treeOf({
      'skills/bomb/SKILL.md': markdown(bomb),
      'skills/deep/SKILL.md': markdown('['.repeat(60_000)),
      'skills/huge/SKILL.md': markdown(`description: ${'x '.repeat(40_000)}`),
      'skills/keys/SKILL.md': markdown(
        Array.from({ length: 4000 }, (_, at) => `k${at}: &a${at} 1`).join('\n'),
      ),
      'skills/binary/SKILL.md': Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe, 0x00]),
      'skills/nul/SKILL.md': markdown('name: a\0b'),
      'skills/colon/SKILL.md': markdown('description: Use when: always'),
      'skills/list/SKILL.md': markdown('- a\n- b'),
      'skills/endless/SKILL.md': '---\nname: endless\n',
      'skills/tagged/SKILL.md': markdown('name: !!js/function "function () { throw 1 }"'),
      'skills/proto/SKILL.md': markdown('__proto__:\n  name: polluted\nconstructor: x'),
      'skills/long/SKILL.md': markdown(`name: ${'n'.repeat(257)}`),
      'skills/late/SKILL.md': `${markdown('name: late\ndescription: Long behind it.')}${'é'.repeat(400_000)}`,
      'broken/.claude-plugin/plugin.json': '{"name":',
      'broken/skills/lost/SKILL.md': markdown('name: lost'),
      'good/SKILL.md': markdown(`name: good\r\ndescription: ${'😀'.repeat(4100)}\r`),
    });
    symlinkSync(root, join(root, 'loop'));
    symlinkSync('/etc/passwd', join(root, 'good', 'linked.prompt.md'));
    const first = await scans.report(root);
    expect(first.code).toBe(1);
    const reasons = Object.fromEntries(first.unread.map(({ from, reason }) => [from, reason]));
    expect(reasons).toEqual({
      'skills/bomb/SKILL.md': expect.stringMatching(/^Its YAML cannot be read: Excessive alias count/),
      'skills/deep/SKILL.md': expect.stringMatching(/^Its YAML cannot be read: Maximum call stack/),
      'skills/huge/SKILL.md': 'Its YAML is longer than 65536 characters.',
      'skills/binary/SKILL.md': 'It is no text in UTF-8.',
      'skills/nul/SKILL.md': 'It is no text: it has a NUL in it.',
      'skills/colon/SKILL.md': expect.stringMatching(
        /^Its YAML cannot be read: Nested mappings .* at line 2, /,
      ),
      'skills/list/SKILL.md': 'Its YAML is no list of fields.',
      'skills/endless/SKILL.md': 'Its front matter has no end.',
      'broken/.claude-plugin/plugin.json': expect.stringMatching(/^The plugin is left out, .*JSON/),
    });
    const statuses = Object.fromEntries(first.patterns.map(({ from, status }) => [from, status]));
    expect(statuses).toEqual({
      'good/SKILL.md': 'created',
      'skills/keys/SKILL.md': 'created',
      'skills/late/SKILL.md': 'created',
      'skills/long/SKILL.md': 'rejected',
      'skills/proto/SKILL.md': 'created',
      'skills/tagged/SKILL.md': 'created',
    });
    expect(first.patterns.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: expect.stringMatching(/^pattern is .* must be text of 1 to 256 characters\.$/),
    });
    expect(await scans.known('good')).toMatchObject({ description: `${'😀'.repeat(3999)}…` });
    expect(await scans.known('proto')).toMatchObject({ name: 'proto' });
    scans.output = '';
    expect(await scan([root, '--url', scans.url])).toBe(1);
    expect(scans.output).toMatch(/: 6, of which 0 new, 0 updated, 5 unchanged, 0 kept .*, 1 refused\.\n/);
    expect(scans.output).toContain('\nNot read: 9\n\n');
    expect(scans.output).toContain('  skills/list/SKILL.md: Its YAML is no list of fields.\n');
  });

  (process.getuid?.() === 0 ? it.skip : it)('goes on beside a directory that it may not read', async () => {
    const root = treeOf({ 'a/SKILL.md': markdown('name: beside'), 'b/SKILL.md': markdown('name: closed') });
    chmodSync(join(root, 'b'), 0);
    const { code, patterns, unread } = await scans.report(root);
    chmodSync(join(root, 'b'), 0o700);
    expect([code, patterns.length, unread]).toEqual([1, 1, [expect.objectContaining({ from: 'b' })]]);
  });

  it('waits for no pipe', async () => {
    const root = treeOf({ 'a/SKILL.md': markdown('name: beside-a-pipe') });
    const made = spawnSync('mkfifo', [join(root, 'SKILL.md')]);
    if (made.status === 0) expect(await scans.report(root)).toMatchObject({ code: 0, created: 1 });
  });

  it('takes the first of what goes by one name, a skill before all others', async () => {
    const root = treeOf(
      {
        'agents/twice.md': markdown('name: twice'),
        'commands/twice.md': 'A command.',
        'skills/twice/SKILL.md': markdown('name: twice'),
      },
      '.claude',
    );
    const { code, patterns, repeated } = await scans.report(root);
    expect([code, patterns.map(({ from }) => from)]).toEqual([0, ['skills/twice/SKILL.md']]);
    expect(repeated.map(({ from, taken_from }) => [from, taken_from])).toEqual([
      ['commands/twice.md', 'skills/twice/SKILL.md'],
      ['agents/twice.md', 'skills/twice/SKILL.md'],
    ]);
  });

  it('prints what it would register and registers nothing, without a server', async () => {
    const root = treeOf({ 'SKILL.md': markdown('name: only-printed\nversion: 7') });
    expect(await scan([root, '--dry-run', '--url', 'http://127.0.0.1:9'])).toBe(0);
    expect(scans.output).toMatch(/: 1, of which none is registered\.\n/);
    expect(scans.output).toMatch(/ {2}found +skill +only-printed +7 +SKILL\.md\n$/);
    const answer = await fetch(`${scans.url}/api/pattern-analytics/patterns/only-printed`);
    expect(answer.status).toBe(404);
  });

  it('sends thousands in lists that the server takes', async () => {
    const commands = Array.from({ length: 1100 }, (_, at) => [`commands/many/c${at}.md`, 'x'] as const);
    const long = Array.from(
      { length: 700 },
      (_, at) => [`commands/long/c${at}.md`, markdown(`description: ${'😀'.repeat(4000)}`)] as const,
    );
    const root = treeOf(Object.fromEntries([...commands, ...long]), '.claude');
    expect(await scans.report(root)).toMatchObject({ code: 0, created: 1800, rejected: 0 });
    expect(await scans.report(root)).toMatchObject({ code: 0, unchanged: 1800 });
  });
});
