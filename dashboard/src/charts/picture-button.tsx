import type { ReactNode, RefObject } from 'react';
import type { ChartHandle } from './chart.js';
import type { Picture } from './save-picture.js';

interface Props {
  readonly chart: RefObject<ChartHandle | null>;
  readonly picture: Picture;
}

/** Saves a chart as a picture. */
export const PictureButton = ({ chart, picture }: Props): ReactNode => (
  <button
    type="button"
    className="button quiet picture-button"
    aria-label={`Save ${picture.title} as PNG`}
    title="Save as PNG"
    onClick={() =>
      void import('./save-picture.js').then(({ PICTURE_RATIO, savePicture }) => {
        const canvas = chart.current?.render(PICTURE_RATIO);
        if (canvas !== undefined) savePicture(canvas, picture);
      })
    }
  >
    PNG
  </button>
);
