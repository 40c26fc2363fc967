import { describe, expect, it } from '@jest/globals';
import type { Palette } from '../../charts/palette.js';
import { graphOption } from './graph-option.js';
import { graphChoice } from './graph-query.js';
import type { GraphNode, Relationship, Relationships } from './use-relationships.js';

const PALETTE: Palette = {
  textSize: 12,
  font: 'sans-serif',
  ink: 'ink',
  muted: 'muted',
  line: 'line',
  surface: 'surface',
  accent: 'accent',
  colour: (name) => name,
};

interface Drawn {
  readonly lineStyle: { readonly opacity: number };
  readonly data: readonly {
    readonly symbolSize: number;
    readonly label: { readonly show: boolean };
    readonly itemStyle: { readonly color: string; readonly borderColor: string };
  }[];
  readonly links: readonly { readonly lineStyle: { readonly width: number } }[];
}

const ID = '0aaaaaaa-1111-4111-8111-11111111111';

const draw = (
  usages: readonly number[],
  strengths: readonly number[],
  search = '',
  palette = PALETTE,
  area = 1_000_000,
): Drawn => {
  const found = {
    nodes: usages.map((usage_count, at): Partial<GraphNode> => ({
      pattern_id: `${ID}${String(at)}`,
      pattern_name: String(at),
      pattern_type: 'architectural',
      usage_count,
      centrality: usages.length - at,
    })),
    relationships: strengths.map((strength): Partial<Relationship> => ({ strength, lift: 1 })),
  } as Relationships;
  const option = graphOption(found, [], graphChoice(new URLSearchParams(search)), palette, area);
  return (option['series'] as Drawn[])[0]!;
};

const sizes = ({ data }: Drawn): number[] => data.map(({ symbolSize }) => symbolSize);
const widths = ({ links }: Drawn): number[] => links.map(({ lineStyle }) => lineStyle.width);

describe('a graph', () => {
  it('tells by areas how much its nodes are used, by widths how strongly they belong together', () => {
    const drawn = draw([0, 25, 100], [0, 0.5, 1]);
    const [least, middle, most] = sizes(drawn);
    expect(most).toBe(44);
    expect(middle! - least!).toBeCloseTo((most! - least!) / 2);
    expect(widths(drawn)).toEqual([0.75, 3.875, 7]);
  });

  it('has all as large as they get where they are equal', () => {
    const drawn = draw([7, 7], [0.3, 0.3]);
    expect([sizes(drawn), widths(drawn)]).toEqual([
      [44, 44],
      [7, 7],
    ]);
  });

  it('grows with the text, and leaves room for each node', () => {
    expect(sizes(draw([1], [1], '', { ...PALETTE, textSize: 24 }))).toEqual([88]);
    expect(sizes(draw([1], [1], '', PALETTE, 2500))).toEqual([22.5]);
  });

  it('goes by centrality where the URL says so', () => {
    const [first, second] = sizes(draw([1, 100], [1], 'size=centrality'));
    expect(first).toBeGreaterThan(second!);
  });

  it('names the fifty largest', () => {
    const { data } = draw(
      Array.from({ length: 60 }, (_, at) => at),
      [1],
    );
    expect(data.map(({ label }) => label.show)).toEqual(Array.from({ length: 60 }, (_, at) => at > 9));
  });

  it('marks the pattern whose pairs alone are shown', () => {
    const { data } = draw([1, 2], [1], `pattern_id=${ID}1`);
    expect(data.map(({ itemStyle }) => itemStyle.borderColor)).toEqual(['surface', 'ink']);
    expect(data[0]?.itemStyle.color).toBe('series-1');
  });

  it('has lighter lines the more there are', () => {
    const [few, many, most] = [100, 600, 5000].map(
      (count) => draw([1, 2], Array<number>(count).fill(1)).lineStyle.opacity,
    );
    expect([few, many, most]).toEqual([0.35, 0.175, 0.12]);
  });
});
