import type { Measurements } from './ingest-load.js';

const best = (rates: readonly number[]): number => Math.max(...rates);
const whole = (rate: number): string => String(Math.round(rate));

/**
 * What was measured as lines of text, the best round of each way compared.
 * @returns the lines, and how many goals were missed.
 */
export const reportIngest = (measured: Measurements): { lines: string[]; missed: number } => {
  const { rounds, singles, memory, isServer } = measured;
  const lines = [`${measured.machine}; rows/s of ${measured.rows}:`];
  let missed = 0;
  const judge = (name: string, ratio: number, goal: number): void => {
    const isMissed = !(ratio >= goal);
    if (isMissed) missed += 1;
    lines.push(`  ${name}: ${ratio.toFixed(2)} (goal: at least ${goal})${isMissed ? '  MISSED' : ''}`);
  };

  for (const { bare, json, ndjson, kafka } of rounds) {
    const ways = Object.entries(bare).map(([way, rate]) => `${way} ${whole(rate)}`);
    const fromKafka = kafka ? `; Kafka ${whole(kafka.first)}, replay ${whole(kafka.replay)}` : '';
    lines.push(
      `  bare: ${ways.join(', ')}; HTTP batches ${whole(json)}, NDJSON ${whole(ndjson)}${fromKafka}`,
    );
  }
  const bare = best(rounds.flatMap((round) => Object.values(round.bare)));
  const json = best(rounds.map((round) => round.json));
  const goal = isServer ? 0.6 : 0.8;
  judge('HTTP batches / bare', json / bare, goal);
  judge('NDJSON / bare', best(rounds.map((round) => round.ndjson)) / bare, goal);
  const kafka = rounds.flatMap((round) => round.kafka ?? []);
  if (kafka.length > 0) {
    const first = best(kafka.map((rates) => rates.first));
    judge('Kafka / HTTP batches', first / json, 0.8);
    judge('Kafka, replay / first time', best(kafka.map(({ replay }) => replay)) / first, 1);
  } else {
    lines.push('  Kafka: not measured, Apache Kafka is not fetched (tools/fetch-kafka.sh)');
  }

  for (const { nothing, stored } of singles) {
    lines.push(
      `  POSTs/s on 64 connections that store nothing ${whole(nothing)}, one usage ${whole(stored)}`,
    );
  }
  const stored = best(singles.map((round) => round.stored));
  judge('single POSTs / POSTs that store nothing', stored / best(singles.map(({ nothing }) => nothing)), 0.6);

  if (memory) {
    lines.push(
      `  resident memory: at most ${whole(memory.small)} MB up to 100000 usages, ${whole(memory.large)} MB up to ${memory.usages}`,
    );
    judge('resident memory at 100000 / at the end', memory.small / memory.large, 0.87);
  }
  return { lines, missed };
};
