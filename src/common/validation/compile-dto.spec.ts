import { describe, expect, it } from '@jest/globals';
import { IsInt } from 'class-validator';
import { compileDto } from './compile-dto.js';

describe('compileDto', () => {
  it('refuses a DTO with a rule that it cannot compile', () => {
    class OddDto {
      @IsInt()
      size!: number;
    }
    expect(() => compileDto(OddDto)).toThrow('A rule of OddDto.size has no schema.');
  });
});
