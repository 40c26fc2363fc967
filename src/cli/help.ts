const WHERE = `Where to:
  --url URL             a server; PATTERN_USAGE_URL, or http://localhost:8053 by default
  --key-file FILE       file with the server's API key; or PATTERN_USAGE_KEY
  --database-url URL    a TimescaleDB server itself; or DATABASE_URL, where no URL is given`;

/** What \`--help\` shows, by command. */
export const help: Readonly<Record<string, string>> = {
  '': `Usage: pattern-usage COMMAND [options]

  import FILE|-               records the usages of a file
  record                      records one usage
  stats                       totals per pattern
  effectiveness PATTERN       how well a pattern works
  scan DIR                    registers the skills, commands, agents, prompts or tools that there are
  doctor [DATA_DIR]           what is wrong with an embedded store

pattern-usage COMMAND --help says more.`,
  import: `Usage: pattern-usage import FILE|- [options]

Records the usages of a file, or of standard input: NDJSON (a usage a line) or CSV (a header with the
names of a usage's fields, context as JSON or a column context.KEY for each of its texts), gzipped or
not; what usages/export and patterns/export make is both. Interrupted, the same command goes on where it was, and counts nothing twice.

  --format ndjson|csv   what the file is; its name tells otherwise
  --refused FILE        writes what was refused as NDJSON, with the reasons
  --no-resume           starts over
  --state FILE          where it keeps how far it is; FILE.pattern-usage-import.json by default

${WHERE}

Ends with 1 where anything was refused, with 2 where the command is wrong.`,
  record: `Usage: pattern-usage record --pattern NAME --outcome OUTCOME [options]

Records one usage and prints it as it is acknowledged. The pattern goes by its name, or by its id with
--pattern-id UUID. OUTCOME is success, partial_success, failure, error or unknown.

  --quality 0..1  --time-ms MS  --error TEXT  --context JSON  --correlation-id UUID
  --execution-id TEXT  --pattern-name TEXT  --pattern-type TYPE  --node-type TYPE
  --version TEXT  --actor TEXT  --input-tokens N  --output-tokens N  --cost-usd USD
  --time-saved-seconds S
  --id UUID  --created-at TIME

${WHERE}`,
  stats: `Usage: pattern-usage stats [--pattern NAME] [--hours 168] [--json]

Totals per pattern over the last hours, the most used first; or those of one, by its name or with
--pattern-id UUID.

${WHERE}`,
  effectiveness: `Usage: pattern-usage effectiveness PATTERN [--hours 168] [--json]

How well a pattern works, over the last hours. PATTERN is its name or its id.

${WHERE}`,
  scan: `Usage: pattern-usage scan DIR|--mcp URL|--backstage FILE [options]

Registers the patterns that exist, used or not, under the names that telemetry reports:
in DIR the SKILL.md files, the commands/, agents/ and prompts/ of .claude and its like and of plugins,
and *.prompt.md; at URL the tools of an MCP server (streamable HTTP; PATTERN_USAGE_MCP_TOKEN holds its
bearer token); in FILE the entities of a Backstage catalog. What a scan described before is described
anew; what somebody described is kept. Again, it changes nothing.

  --dry-run             prints what would be registered
  --overwrite           describes anew also what somebody described
  --watch               goes on and registers what changes, until it is interrupted
  --interval SECONDS    how often it looks, with --watch; 10 by default, 60 with --mcp
  --json                prints what was found and what became of it as JSON, a line a change with --watch
  --server-name NAME    what agents call the MCP server; its own name by default
  --tool-names FORMAT   names of its tools, mcp__{server}__{tool} by default (Claude Code); {tool} for OpenTelemetry

${WHERE}

Ends with 1 where anything could not be read or was refused, with 2 where the command is wrong.`,
  doctor: `Usage: pattern-usage doctor [DATA_DIR]

Looks at an embedded store while no server runs on it (DATA_DIR, or ./data by default): lock, room,
control file, log; and, on a copy in the directory for temporary files, every row of every table, and
whether the rollups agree with the usages. It changes nothing.

Ends with 1 where anything is wrong, with 2 where the command is wrong.`,
};
