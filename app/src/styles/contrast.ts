/**
 * Contrast of OKLCH colours by calculation. Invariant: a ratio is computed from the sRGB value a
 * screen shows, colours outside sRGB clipped per channel, never from OKLCH lightness.
 */

/** Linear-light sRGB, each channel 0..1. */
export type LinearRgb = readonly [red: number, green: number, blue: number];

const OKLCH = /^oklch\(\s*([\d.]+)%\s+([\d.]+)\s+([\d.]+)(?:deg)?\s*(?:\/\s*([\d.]+)\s*)?\)$/;

/**
 * Converts an OKLCH colour to linear sRGB, clipped to the gamut.
 * Source: B. Ottosson, "A perceptual color space for image processing" (the matrices), CSS Color 4.
 * @param lightness 0..1
 * @param chroma 0..0.4
 * @param hueDegrees 0..360
 */
export function convertOklch(lightness: number, chroma: number, hueDegrees: number): LinearRgb {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

function clip(channel: number): number {
  return Math.min(1, Math.max(0, channel));
}

/**
 * Reads `oklch(L% C H)`.
 * @param value a CSS colour
 * @returns linear sRGB
 * @throws if the value is anything else, an alpha included: a pair with alpha has no single contrast
 */
export function parseOklch(value: string): LinearRgb {
  const match = OKLCH.exec(value.trim());
  if (match === null || match[4] !== undefined) {
    throw new Error(`Not an opaque oklch() colour: ${value}`);
  }
  return convertOklch(Number(match[1]) / 100, Number(match[2]), Number(match[3]));
}

/**
 * Contrast ratio of two colours, 1..21.
 * Source: WCAG 2.2, "contrast ratio" and "relative luminance".
 */
export function measureContrast(one: LinearRgb, other: LinearRgb): number {
  const [brighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((brighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance(colour: LinearRgb): number {
  return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
}
