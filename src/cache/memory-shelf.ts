import { randomUUID } from 'node:crypto';
import type {
  AnswerShelf,
  KeptAnswer,
  LoadedAnswer,
  ShelfPlace,
  ShelfView,
  WriteState,
} from './answer-shelf.js';
import { localAnswers } from './local-answers.js';
import { ALL_TIME } from './utc-span.js';

/** The answers of a lone instance, in its own memory. */
export class MemoryShelf implements AnswerShelf {
  private readonly answers;
  private readonly touches = new Map<string, number>();
  private epoch = randomUUID();
  private generation = 0;

  constructor(maxBytes: number) {
    this.answers = localAnswers(maxBytes);
  }

  look({ name, spans }: ShelfPlace): ShelfView {
    let touched = this.touches.get(ALL_TIME) ?? 0;
    for (const span of spans) touched = Math.max(touched, this.touches.get(span) ?? 0);
    return { epoch: this.epoch, generation: this.generation, touched, kept: this.answers.get(name) };
  }

  async loadOnce(
    { name }: ShelfPlace,
    state: WriteState,
    _accepts: unknown,
    load: (state: WriteState) => Promise<KeptAnswer>,
  ): Promise<LoadedAnswer> {
    const kept = await load(state);
    this.answers.set(name, kept);
    return { kept, shared: false };
  }

  touch(spans: readonly string[]): void {
    this.generation += 1;
    for (const span of spans) this.touches.set(span, this.generation);
  }

  forget(): void {
    this.epoch = randomUUID();
    this.generation = 0;
    this.touches.clear();
    this.answers.clear();
  }

  health(): undefined {
    return undefined;
  }

  close(): void {
    this.answers.clear();
  }
}
