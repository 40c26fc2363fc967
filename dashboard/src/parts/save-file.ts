/** Hands a file that the page made to the browser's downloads. */
export const saveFile = (content: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Not before the download has begun.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
