import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { scan } from '../../src/cli/commands/scan.command.js';
import { openHttpApp } from './http-app.js';
import { scratchDir } from './scratch.js';

/** Files by their paths in a directory of its own; their directories are made. */
export const treeOf = (files: Readonly<Record<string, string | Buffer>>, name = '.'): string => {
  const root = join(scratchDir(), name);
  mkdirSync(root, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

/** A Markdown file with this front matter. */
export const markdown = (front: string): string => `---\n${front}\n---\n\n# What to do\n`;

type Fields = Readonly<Record<string, unknown>>;

/** What --json prints. */
export interface PrintedReport {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly kept: number;
  readonly rejected: number;
  readonly patterns: readonly Fields[];
  readonly repeated: readonly Fields[];
  readonly unread: readonly { readonly from: string; readonly reason: string }[];
}

/** Scans in this process, into a server of the spec's own. */
export class Scans {
  url = '';
  /** What was printed since the test began or the last report. */
  output = '';
  private app: NestFastifyApplication | undefined;
  private onOutput: () => void = () => undefined;

  constructor() {
    beforeAll(async () => {
      this.app = await openHttpApp({}, { withoutRollups: true });
      await this.app.listen(0, '127.0.0.1');
      this.url = await this.app.getUrl();
    });
    afterAll(() => this.app?.close());
    beforeEach(() => {
      this.output = '';
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
        this.output += String(text);
        this.onOutput();
        return true;
      });
    });
    afterEach(() => {
      jest.restoreAllMocks();
    });
  }

  /** What a scan with these arguments printed, and how it ended. */
  async report(...args: readonly string[]): Promise<PrintedReport & { readonly code: number }> {
    this.output = '';
    const code = await scan([...args, '--json', '--url', this.url]);
    return { code, ...(JSON.parse(this.output) as PrintedReport) };
  }

  /** The reports that were printed a line each. */
  get reports(): PrintedReport[] {
    const lines = this.output.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as PrintedReport);
  }

  /** Once a report was printed that is such a one. */
  printed(isSuch: (report: PrintedReport) => boolean): Promise<void> {
    return new Promise((done) => {
      this.onOutput = () => {
        if (this.reports.some(isSuch)) done();
      };
      this.onOutput();
    });
  }

  /** What the server knows of a pattern. */
  async known(pattern: string): Promise<object> {
    const answer = await fetch(`${this.url}/api/pattern-analytics/patterns/${encodeURIComponent(pattern)}`);
    expect(answer.status).toBe(200);
    return (await answer.json()) as object;
  }
}
