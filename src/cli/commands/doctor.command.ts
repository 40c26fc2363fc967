import { Logger } from '@nestjs/common';
import type { Command } from '../command.js';
import { printable } from '../printable.js';
import { readArguments } from '../read-arguments.js';
import { UsageError } from '../usage-error.js';

/** Looks at an embedded store and says what is wrong with it. */
export const doctor: Command = async (args) => {
  const { positionals } = readArguments({ args: [...args], options: {}, allowPositionals: true });
  if (positionals.length > 1) throw new UsageError('Name one directory.');
  const directory = positionals[0] ?? process.env['DATA_DIR'] ?? './data';
  Logger.overrideLogger(false);
  // The store is loaded only where it is wanted.
  const { examineDataDir } = await import('../../store/connection/embedded/examine-data-dir.js');
  const findings = await examineDataDir(directory);
  const lines = findings.map(
    ({ what, isWrong, said }) => `  ${isWrong ? 'WRONG' : 'right'}  ${what.padEnd(9)}  ${printable(said)}\n`,
  );
  const faults = findings.filter(({ isWrong }) => isWrong).length;
  const sum =
    faults === 0
      ? 'Nothing is wrong.'
      : `${faults} wrong. Nothing was changed: where it is damaged, keep it and start on a copy made while no server ran.`;
  process.stdout.write(`The embedded store in ${printable(directory)}:\n\n${lines.join('')}\n${sum}\n`);
  return faults === 0 ? 0 : 1;
};
