import type { ControlFile } from './control-file.js';

const hex = (value: bigint | number): string => value.toString(16).toUpperCase().padStart(8, '0');

/** Files of the log whose names are numbers; others are drafts or backups' notes. */
const NAME = /^[\dA-F]{24}$/;
const perHighNumber = ({ segmentBytes }: ControlFile): bigint => 0x1_0000_0000n / BigInt(segmentBytes);

/** The name of a file of the log. */
export const segmentName = (control: ControlFile, segment: bigint): string =>
  hex(control.timeline) + hex(segment / perHighNumber(control)) + hex(segment % perHighNumber(control));

/** The number of a file of the log; undefined where it is none. */
export const segmentNumber = (control: ControlFile, name: string): bigint | undefined =>
  NAME.test(name)
    ? BigInt(`0x${name.slice(8, 16)}`) * perHighNumber(control) + BigInt(`0x${name.slice(16)}`)
    : undefined;
