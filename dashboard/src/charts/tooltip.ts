export interface TooltipLine {
  readonly name: string;
  readonly value: string;
  readonly colour?: string;
}

/** A tooltip as nodes; as a text its styles would be refused by the Content-Security-Policy. */
export const tooltip = (title: string, lines: readonly TooltipLine[], note?: string): HTMLElement => {
  const root = document.createElement('div');
  root.className = 'tooltip';
  const head = document.createElement('strong');
  head.textContent = title;
  root.append(head);
  for (const { name, value, colour } of lines) {
    const line = document.createElement('div');
    const mark = document.createElement('i');
    if (colour !== undefined) mark.style.background = colour;
    const label = document.createElement('span');
    label.textContent = name;
    const figure = document.createElement('b');
    figure.textContent = value;
    line.append(mark, label, figure);
    root.append(line);
  }
  if (note !== undefined) {
    const small = document.createElement('small');
    small.textContent = note;
    root.append(small);
  }
  return root;
};
