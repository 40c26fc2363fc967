// pattern-usage COMMAND: see help.ts.
import type { Command } from './command.js';
import { doctor } from './commands/doctor.command.js';
import { effectiveness } from './commands/effectiveness.command.js';
import { importFile } from './commands/import.command.js';
import { record } from './commands/record.command.js';
import { scan } from './commands/scan.command.js';
import { stats } from './commands/stats.command.js';
import { help } from './help.js';
import { printable } from './printable.js';
import { UsageError } from './usage-error.js';

const commands: Readonly<Record<string, Command>> = {
  import: importFile,
  record,
  stats,
  effectiveness,
  scan,
  doctor,
};

const run = async ([name = '', ...args]: readonly string[]): Promise<number> => {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (name === '--help' || name === 'help' || (command && args.includes('--help'))) {
    process.stdout.write(`${help[command ? name : '']}\n`);
    return 0;
  }
  if (command) return command(args);
  throw new UsageError(name === '' ? help['']! : `There is no command ${name}; see pattern-usage --help.`);
};

// A reader that has seen enough, such as head, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const { message } = error as Error;
  process.stderr.write(`${message.split('\n').map(printable).join('\n')}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
