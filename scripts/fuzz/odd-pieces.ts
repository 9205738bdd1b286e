/** Pieces of JSON that nobody honest sends, put in place of pieces of honest JSON. */
const encoder = new TextEncoder();

export const oddPieces = [
  '"__proto__":{"kind":1},',
  '[[[[[[[[',
  '1e400',
  '-0',
  '"kind":"chat.open",',
  '{"a":',
  '\\ud800',
  'null',
].map((piece) => encoder.encode(piece));
