import { type ReactNode, useId, useRef, useState } from 'react';
import { DescriptionForm } from './description-form.js';
import { StateForm } from './state-form.js';
import type { Pattern } from './use-pattern.js';

/** Lets somebody say what a pattern is and where it is in its life. */
export const EditDialog = ({ pattern }: { readonly pattern: Pattern }): ReactNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  // Each time it opens it begins with what is known then.
  const [opened, setOpened] = useState(0);
  const close = (): void => dialog.current?.close();
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          setOpened((times) => times + 1);
          dialog.current?.showModal();
        }}
      >
        Edit
      </button>
      <dialog ref={dialog} className="dialog wide-dialog" aria-labelledby={title}>
        <h2 id={title}>Edit the description</h2>
        <DescriptionForm key={opened} pattern={pattern} onDone={close} />
        <h2>Life cycle</h2>
        <StateForm key={`state-${String(opened)}`} pattern={pattern} onDone={close} />
      </dialog>
    </>
  );
};
