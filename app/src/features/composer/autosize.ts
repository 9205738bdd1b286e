/** Lets a text area grow with its text, where CSS alone cannot yet. */
const isNative = CSS.supports('field-sizing', 'content');

/** The upper bound stands in the style sheet. */
export function fitHeight(field: HTMLTextAreaElement): void {
  if (isNative) return;
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight}px`;
}
