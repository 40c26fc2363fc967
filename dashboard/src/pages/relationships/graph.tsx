import type { EChartsType } from 'echarts/core';
import { type ReactNode, useCallback, useEffect, useMemo } from 'react';
import { useLocation } from 'wouter';
import { ChartTip } from '../../charts/chart-tip.js';
import { useView } from '../../view/use-view.js';
import { sizeValue } from './graph-option.js';
import type { GraphChoice } from './graph-query.js';
import { fit, GraphZoom, zoomIn, zoomOut } from './graph-zoom.js';
import { tipOf } from './tips.js';
import { useDrawnGraph } from './use-drawn-graph.js';
import { usePointed } from './use-pointed.js';
import type { GraphNode, Relationships } from './use-relationships.js';

interface Props {
  readonly relationships: Relationships;
  readonly choice: GraphChoice;
}

/** Opens the page of a node by its place; a click on the node does too. */
const useOpen = (chart: EChartsType | null, nodes: readonly GraphNode[]): ((place: number) => void) => {
  const { linkTo } = useView();
  const [, navigate] = useLocation();
  const open = useCallback(
    (place: number) => {
      const node = nodes[place];
      if (node !== undefined) navigate(linkTo(`/patterns/${node.pattern_id}`, { type: null, node: null }));
    },
    [nodes, navigate, linkTo],
  );
  useEffect(() => {
    if (chart === null) return undefined;
    const onClick = ({ dataType, dataIndex }: { dataType?: string; dataIndex: number }): void => {
      if (dataType === 'node') open(dataIndex);
    };
    chart.on('click', onClick);
    return () => {
      if (!chart.isDisposed()) chart.off('click', onClick);
    };
  }, [chart, open]);
  return open;
};

/** Places of the nodes, the largest first. */
const bySize = (nodes: readonly GraphNode[], size: GraphChoice['size']): number[] =>
  nodes
    .map((node, place) => ({ place, value: sizeValue(node, size) }))
    .sort((a, b) => b.value - a.value)
    .map(({ place }) => place);

/** Patterns that are used together, as a graph to zoom and move; the arrow keys walk from node to node. */
export const Graph = ({ relationships, choice }: Props): ReactNode => {
  const { nodes } = relationships;
  const { element, chart, places, isDrawn } = useDrawnGraph(relationships, choice);
  const { pointed, point, leave } = usePointed(chart, places);
  const walk = useMemo(() => bySize(nodes, choice.size), [nodes, choice.size]);
  const open = useOpen(chart, nodes);

  const step = (by: number): void => {
    const from = pointed === null ? -1 : walk.indexOf(pointed.place);
    const to = from === -1 && by < 0 ? walk.length - 1 : from + by;
    point(walk[(to + walk.length) % walk.length] ?? 0);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowRight: () => step(1),
    ArrowDown: () => step(1),
    ArrowLeft: () => step(-1),
    ArrowUp: () => step(-1),
    ...(pointed?.kind === 'node' ? { Enter: () => open(pointed.place) } : {}),
    '+': () => zoomIn(chart),
    '-': () => zoomOut(chart),
    0: () => fit(chart),
    Escape: leave,
  };
  const tip = pointed === null ? undefined : tipOf(pointed, relationships);
  return (
    <div className="graph">
      <div
        ref={element}
        className="graph-canvas"
        role="application"
        aria-label={`Graph of ${String(nodes.length)} patterns. The arrow keys walk from one to the next, Enter opens it, plus and minus zoom. The table below has the same.`}
        tabIndex={0}
        data-state={isDrawn ? 'drawn' : 'loading'}
        onKeyDown={(event) => {
          const act = keys[event.key];
          if (act === undefined) return;
          event.preventDefault();
          act();
        }}
        onBlur={leave}
        // Without Ctrl the wheel scrolls the page, as everywhere.
        onWheelCapture={(event) => {
          if (!event.ctrlKey) event.stopPropagation();
        }}
      />
      <GraphZoom chart={chart} />
      {tip !== undefined && pointed !== null && (
        <ChartTip tip={tip} left={pointed.left} isLeft={pointed.left > (chart?.getWidth() ?? 0) / 2} />
      )}
    </div>
  );
};
