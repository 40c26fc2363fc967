import type { EChartsType } from 'echarts/core';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { ChartTip } from '../../charts/chart-tip.js';
import { ENGINES } from '../../charts/engines.js';
import { readPalette } from '../../charts/palette.js';
import { useTheme } from '../../theme/use-theme.js';
import { useView } from '../../view/use-view.js';
import { graphOption, sizeValue } from './graph-option.js';
import type { GraphChoice } from './graph-query.js';
import { nodeTip, pairTip } from './tips.js';
import { usePlaces } from './use-places.js';
import type { Relationships } from './use-relationships.js';

interface Props {
  readonly relationships: Relationships;
  readonly choice: GraphChoice;
}

/** A node or an edge that is pointed at, by its place in the answer. */
interface Pointed {
  readonly kind: 'node' | 'edge';
  readonly place: number;
}

const ZOOM = 1.4;
/** How much wider than high, or the other way round, the picture gets with its place. */
const MOST_STRETCH = 2;
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** Patterns that are used together, as a graph to zoom and move; the arrow keys walk from node to node. */
export const Graph = ({ relationships, choice }: Props): ReactNode => {
  const { nodes, relationships: pairs } = relationships;
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const [pointed, setPointed] = useState<(Pointed & { readonly left: number }) | null>(null);
  /** Of the picture in CSS pixels, null before it is there. */
  const [area, setArea] = useState<number | null>(null);
  const { theme } = useTheme();
  const { linkTo } = useView();
  const [, navigate] = useLocation();
  const [stretch, setStretch] = useState(1);
  const round = usePlaces(relationships);
  const places = useMemo(() => round.map(({ x, y }) => ({ x: x * stretch, y })), [round, stretch]);
  /** Places of the nodes, the largest first. */
  const walk = useMemo(
    () =>
      nodes
        .map((node, place) => ({ place, value: sizeValue(node, choice.size) }))
        .sort((a, b) => b.value - a.value)
        .map(({ place }) => place),
    [nodes, choice.size],
  );
  const open = useCallback(
    (place: number) => {
      const node = nodes[place];
      if (node !== undefined) navigate(linkTo(`/patterns/${node.pattern_id}`, { type: null, node: null }));
    },
    [nodes, navigate, linkTo],
  );
  const latestOpen = useRef(open);

  useEffect(() => {
    let observer: ResizeObserver | undefined;
    let isGone = false;
    void ENGINES.graph().then(({ init }) => {
      const canvas = element.current;
      if (isGone || canvas === null) return;
      const made = init(canvas);
      chart.current = made;
      made.on('mouseover', (event) => {
        const { dataType, dataIndex, event: pointer } = event;
        if (dataType !== 'node' && dataType !== 'edge') return;
        setPointed({ kind: dataType, place: dataIndex, left: pointer?.offsetX ?? 0 });
      });
      made.on('mouseout', () => setPointed(null));
      made.on('click', (event) => {
        if (event.dataType === 'node') latestOpen.current(event.dataIndex);
      });
      observer = new ResizeObserver(() => made.resize());
      observer.observe(canvas);
      const shape = canvas.clientWidth / Math.max(1, canvas.clientHeight);
      setStretch(Math.min(MOST_STRETCH, Math.max(1 / MOST_STRETCH, shape)));
      setArea(canvas.clientWidth * canvas.clientHeight);
    });
    return () => {
      isGone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
      setArea(null);
    };
  }, []);

  useEffect(() => {
    latestOpen.current = open;
  }, [open]);

  useEffect(() => {
    if (area === null) return;
    chart.current?.setOption(graphOption(relationships, places, choice, readPalette(), area));
  }, [area, relationships, places, choice, theme]);

  const zoom = (by: number): void => {
    const { clientWidth = 0, clientHeight = 0 } = element.current ?? {};
    chart.current?.dispatchAction({
      type: 'graphRoam',
      seriesId: 'pairs',
      zoom: by,
      originX: clientWidth / 2,
      originY: clientHeight / 2,
    });
  };
  const fit = (): void => {
    chart.current?.setOption({ series: [{ id: 'pairs', zoom: 1, center: null }] });
  };
  const point = (place: number): void => {
    const from = pointed?.kind === 'node' ? pointed.place : null;
    if (from !== null) chart.current?.dispatchAction({ type: 'downplay', dataIndex: from });
    chart.current?.dispatchAction({ type: 'highlight', dataIndex: place });
    const { x = 0, y = 0 } = places[place] ?? {};
    const [left = 0] = chart.current?.convertToPixel({ seriesIndex: 0 }, [x, y]) ?? [];
    setPointed({ kind: 'node', place, left });
  };
  const leave = (): void => {
    if (pointed?.kind === 'node')
      chart.current?.dispatchAction({ type: 'downplay', dataIndex: pointed.place });
    setPointed(null);
  };
  const onKey = (key: string): boolean => {
    const step = STEPS[key];
    if (step !== undefined) {
      const from = pointed === null ? -1 : walk.indexOf(pointed.place);
      const to = from === -1 && step < 0 ? walk.length - 1 : from + step;
      point(walk[(to + walk.length) % walk.length] ?? 0);
      return true;
    }
    if (key === 'Enter' && pointed?.kind === 'node') open(pointed.place);
    else if (key === '+') zoom(ZOOM);
    else if (key === '-') zoom(1 / ZOOM);
    else if (key === '0') fit();
    else if (key === 'Escape') leave();
    else return false;
    return true;
  };

  const tip = (() => {
    if (pointed === null) return undefined;
    const node = nodes[pointed.place];
    const pair = pairs[pointed.place];
    if (pointed.kind === 'node') return node && nodeTip(node, relationships);
    return (
      pair && pairTip(pair, (id) => nodes.find(({ pattern_id }) => pattern_id === id)?.pattern_name ?? id)
    );
  })();
  const width = element.current?.clientWidth ?? 0;
  return (
    <div className="graph">
      <div
        ref={element}
        className="graph-canvas"
        role="application"
        aria-label={`Graph of ${String(nodes.length)} patterns. The arrow keys walk from one to the next, Enter opens it, plus and minus zoom. The table below has the same.`}
        tabIndex={0}
        data-state={area === null ? 'loading' : 'drawn'}
        onKeyDown={(event) => {
          if (onKey(event.key)) event.preventDefault();
        }}
        onBlur={leave}
        // Without Ctrl the wheel scrolls the page, as everywhere.
        onWheelCapture={(event) => {
          if (!event.ctrlKey) event.stopPropagation();
        }}
      />
      <div className="graph-tools" role="group" aria-label="Zoom">
        <button type="button" className="button icon-button" aria-label="Zoom in" onClick={() => zoom(ZOOM)}>
          +
        </button>
        <button
          type="button"
          className="button icon-button"
          aria-label="Zoom out"
          onClick={() => zoom(1 / ZOOM)}
        >
          −
        </button>
        <button type="button" className="button" onClick={fit}>
          Fit
        </button>
      </div>
      {tip !== undefined && pointed !== null && (
        <ChartTip tip={tip} left={pointed.left} isLeft={pointed.left > width / 2} />
      )}
    </div>
  );
};
