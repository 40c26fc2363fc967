import type { init } from 'echarts/core';

interface Engine {
  readonly init: typeof init;
}

/** The parts of ECharts by what they draw, each loaded when it is first needed. */
export const ENGINES = {
  bars: (): Promise<Engine> => import('./bars.js'),
  lines: (): Promise<Engine> => import('./lines.js'),
  graph: (): Promise<Engine> => import('./graph.js'),
} as const;

export type EngineName = keyof typeof ENGINES;
