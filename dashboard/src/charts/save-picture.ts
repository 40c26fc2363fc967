import { saveFile } from '../parts/save-file.js';
import { readPalette } from './palette.js';

export interface Picture {
  readonly title: string;
  /** What it is of and when. */
  readonly subtitle: string;
  /** The colours by their names in tokens.css. */
  readonly legend: readonly { readonly name: string; readonly colour: string }[];
}

/** Pixels per CSS pixel. */
export const PICTURE_RATIO = 2;
const EDGE = 20;
const HEAD = 84;
const MARK = 10;

const fileName = ({ title, subtitle }: Picture): string =>
  `${subtitle} ${title}`
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 100);

/** Saves a chart as PNG, with what the page says around it, on the theme's background. */
export const savePicture = (chart: HTMLCanvasElement, picture: Picture): void => {
  const palette = readPalette();
  const { fontFamily } = getComputedStyle(document.body);
  const canvas = document.createElement('canvas');
  canvas.width = chart.width + 2 * EDGE * PICTURE_RATIO;
  canvas.height = chart.height + (HEAD + EDGE) * PICTURE_RATIO;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, EDGE * PICTURE_RATIO, HEAD * PICTURE_RATIO);
  context.scale(PICTURE_RATIO, PICTURE_RATIO);
  context.fillStyle = palette.ink;
  context.font = `600 16px ${fontFamily}`;
  context.fillText(picture.title, EDGE, 30);
  context.fillStyle = palette.muted;
  context.font = `12px ${fontFamily}`;
  context.fillText(picture.subtitle, EDGE, 48);
  let left = EDGE;
  for (const { name, colour } of picture.legend) {
    context.fillStyle = palette.colour(colour);
    context.fillRect(left, 61, MARK, MARK);
    context.fillStyle = palette.muted;
    context.fillText(name, left + MARK + 6, 70);
    left += MARK + 6 + context.measureText(name).width + 16;
  }
  canvas.toBlob((blob) => {
    if (blob !== null) saveFile(blob, `${fileName(picture)}.png`);
  });
};
