import type { EChartsType } from 'echarts/core';
import { useEffect, useState } from 'react';
import type { Point } from './layout.js';

/** A node or an edge that is pointed at, by its place in the answer. */
export interface Pointed {
  readonly kind: 'node' | 'edge';
  readonly place: number;
  /** CSS pixels from the left of the picture. */
  readonly left: number;
}

interface Pointing {
  readonly pointed: Pointed | null;
  /** Points at a node, as the pointer would. */
  readonly point: (place: number) => void;
  readonly leave: () => void;
}

/** What of a graph is pointed at, by pointer or by keyboard. */
export const usePointed = (chart: EChartsType | null, places: readonly Point[]): Pointing => {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    chart?.on('mouseover', ({ dataType, dataIndex, event }) => {
      if (dataType !== 'node' && dataType !== 'edge') return;
      setPointed({ kind: dataType, place: dataIndex, left: event?.offsetX ?? 0 });
    });
    chart?.on('mouseout', () => setPointed(null));
  }, [chart]);

  const downplay = (): void => {
    if (pointed?.kind === 'node') chart?.dispatchAction({ type: 'downplay', dataIndex: pointed.place });
  };
  return {
    pointed,
    point: (place) => {
      downplay();
      chart?.dispatchAction({ type: 'highlight', dataIndex: place });
      const { x = 0, y = 0 } = places[place] ?? {};
      const [left = 0] = chart?.convertToPixel({ seriesIndex: 0 }, [x, y]) ?? [];
      setPointed({ kind: 'node', place, left });
    },
    leave: () => {
      downplay();
      setPointed(null);
    },
  };
};
