/**
 * How wide the list of chats is where it stands beside a chat. Invariant: always within its bounds;
 * kept on this device.
 */
import { type Accessor, createSignal } from 'solid-js';
import { type ChoiceStorage, keepChoice } from './choices.ts';

export const listSizePx = { least: 320, most: 380, first: 344 } as const;
const storageKey = 'list-size';

export type ListSize = {
  readonly widthPx: Accessor<number>;
  /** Sets it, as near as the bounds allow. */
  resize(widthPx: number): void;
};

/** @param storage of this device */
export function makeListSize(storage: ChoiceStorage): ListSize {
  const [widthPx, setWidthPx] = createSignal(bound(Number(storage.getItem(storageKey))));
  return {
    widthPx,
    resize(wantedPx) {
      setWidthPx(bound(wantedPx));
      keepChoice(storage, storageKey, String(widthPx()));
    },
  };
}

function bound(wantedPx: number): number {
  if (!Number.isFinite(wantedPx) || wantedPx <= 0) return listSizePx.first;
  return Math.round(Math.min(listSizePx.most, Math.max(listSizePx.least, wantedPx)));
}
