import type { EChartsCoreOption } from 'echarts/core';
import { MARKS } from '../../charts/marks.js';
import type { Palette } from '../../charts/palette.js';
import type { GraphChoice, Measure } from './graph-query.js';
import type { Point } from './layout.js';
import { typeMarks } from './type-marks.js';
import type { GraphNode, Relationship, Relationships } from './use-relationships.js';

/** Widths of nodes and edges in CSS pixels; the largest node as a share of the room that each has. */
const MAX_NODE = 44;
const MAX_SHARE = 0.45;
const SMALLEST_TO_LARGEST = 0.22;
const THINNEST = 0.75;
const THICKEST = 7;

/** Where a value stands between the least and the most of them, 0..1; 1 where all are equal. */
const scaleOf = (values: readonly number[]): ((value: number) => number) => {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return (value) => (most === least ? 1 : (value - least) / (most - least));
};

/** Of more nodes than this only the largest are named; the others are while they are pointed at. */
const MAX_NAMED = 50;

/** Lines up to so many are as dark as they get. */
const FEW_LINES = 150;
const DARKEST_LINE = 0.35;
const LIGHTEST_LINE = 0.12;

/** Small text's size by default, in CSS pixels. */
const USUAL_TEXT = 12;

export const sizeValue = (node: GraphNode, size: GraphChoice['size']): number =>
  size === 'usage' ? node.usage_count : node.centrality;

const nodeItems = (
  nodes: readonly GraphNode[],
  places: readonly Point[],
  { size, focus }: GraphChoice,
  palette: Palette,
  largest: number,
): object[] => {
  const smallest = largest * SMALLEST_TO_LARGEST;
  // Areas, not widths, tell how much.
  const scale = scaleOf(nodes.map((node) => Math.sqrt(sizeValue(node, size))));
  const named = nodes.map((node) => sizeValue(node, size)).sort((a, b) => b - a)[MAX_NAMED] ?? -1;
  const marks = typeMarks(nodes.map((node) => node.pattern_type));
  return nodes.map((node, at) => {
    const type = marks.get(node.pattern_type)!;
    const isFocused = node.pattern_id === focus;
    return {
      id: node.pattern_id,
      name: node.pattern_name,
      x: places[at]?.x ?? 0,
      y: places[at]?.y ?? 0,
      symbol: `path://${MARKS[type]!}`,
      symbolSize: smallest + (largest - smallest) * scale(Math.sqrt(sizeValue(node, size))),
      label: { show: sizeValue(node, size) > named },
      itemStyle: {
        color: palette.colour(`series-${String(type + 1)}`),
        borderColor: isFocused ? palette.ink : palette.surface,
        borderWidth: isFocused ? 3 : 1,
      },
    };
  });
};

const linkItems = (pairs: readonly Relationship[], measure: Measure, zoom: number): object[] => {
  const scale = scaleOf(pairs.map((one) => one[measure]));
  return pairs.map((one) => ({
    source: one.source_pattern_id,
    target: one.target_pattern_id,
    lineStyle: { width: zoom * (THINNEST + (THICKEST - THINNEST) * scale(one[measure])) },
  }));
};

/** How nodes and lines look, and how they do while one of them is pointed at. */
const styles = (palette: Palette, lines: number): object => ({
  labelLayout: { hideOverlap: true },
  label: {
    show: true,
    // Only what does not change its size while it is pointed at can be pressed for sure.
    silent: true,
    position: 'bottom',
    distance: 3,
    color: palette.ink,
    fontFamily: palette.font,
    fontSize: palette.textSize,
    textBorderColor: palette.surface,
    textBorderWidth: 3,
  },
  lineStyle: {
    color: palette.muted,
    opacity: Math.min(DARKEST_LINE, Math.max(LIGHTEST_LINE, DARKEST_LINE * Math.sqrt(FEW_LINES / lines))),
  },
  emphasis: {
    focus: 'adjacency',
    scale: 1.15,
    lineStyle: { color: palette.accent, opacity: 0.8, width: 'inherit' },
    label: { show: true },
  },
  blur: { itemStyle: { opacity: 0.2 }, lineStyle: { opacity: 0.06 }, label: { opacity: 0.2 } },
});

/** The picture of patterns that are used together. */
export const graphOption = (
  { nodes, relationships }: Relationships,
  places: readonly Point[],
  choice: GraphChoice,
  palette: Palette,
  /** Of the picture, in CSS pixels. */
  area: number,
): EChartsCoreOption => {
  // The same on a phone and on a wall.
  const zoom = palette.textSize / USUAL_TEXT;
  const largest = Math.min(zoom * MAX_NODE, MAX_SHARE * Math.sqrt(area / nodes.length));
  return {
    animation: false,
    textStyle: { fontFamily: palette.font },
    series: [
      {
        id: 'pairs',
        type: 'graph',
        layout: 'none',
        roam: true,
        scaleLimit: { min: 0.5, max: 20 },
        nodeScaleRatio: 0.4,
        ...styles(palette, relationships.length),
        data: nodeItems(nodes, places, choice, palette, largest),
        links: linkItems(relationships, choice.measure, zoom),
      },
    ],
  };
};
