/**
 * The sentences of the picture editor, loaded with it. Invariant: complete in English; other languages
 * may lack a key and then show this one. Keys are unique over all dictionaries of this folder.
 */
import type { Entry } from './translate.ts';

export const englishPicture = {
  'picture.title': 'Choose a picture',
  'picture.choose': 'Choose a file',
  'picture.drop': 'Or drop a picture here, or paste it.',
  // Of the data that cameras write into a photo
  'picture.private': 'Place, camera and time are removed before it leaves this device.',
  'picture.opening': 'Opening the picture…',
  // Name of the frame, for screen readers
  'picture.frame': 'Visible part of the picture',
  'picture.frame.hint': 'Drag to move it. With a keyboard: arrows move it, plus and minus zoom.',
  'picture.zoom': 'Zoom',
  'picture.turn': 'Turn',
  'picture.another': 'Choose another',
  'picture.use': 'Use picture',
  'picture.finishing': 'Preparing…',
  'picture.fault.unreadable':
    'This file cannot be read as a picture. Choose a photo or drawing in a usual format, such as JPEG or PNG.',
  'picture.fault.too-large':
    'This picture is too large to be opened here. Choose one of at most 64 megapixels and 50 MB.',
  'picture.fault.unable':
    'This browser could not prepare the picture. Try another picture, or update the browser.',
} as const satisfies Record<string, Entry>;
