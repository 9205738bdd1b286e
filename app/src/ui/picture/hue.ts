/**
 * The hue of a person or chat. Invariant: the same id has the same hue on every device and in every
 * theme, so people are recognised by it.
 */
export const hueCount = 12;

/**
 * @param id a user id or chat id
 * @returns index into the twelve hues of styles/hues.css
 */
export function chooseHue(id: string): number {
  let hash = 2166136261;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % hueCount;
}
