import { describe, expect, test } from 'vitest';
import { convertOklch, type LinearRgb, measureContrast, parseOklch } from './contrast.ts';
import huesCss from './hues.css?raw';
import darkCss from './themes/dark.css?raw';
import lightCss from './themes/light.css?raw';

const sheets: Readonly<Record<string, string>> = { light: lightCss, dark: darkCss };

/** Custom properties of one theme, `prefers-contrast: more` laid over them where asked. */
function readTheme(name: string, isMoreContrast: boolean): ReadonlyMap<string, string> {
  const css = sheets[name] ?? '';
  const [base, more] = css.split('@media (prefers-contrast: more)');
  const values = new Map<string, string>();
  for (const part of isMoreContrast ? [base, more] : [base]) {
    for (const match of (part ?? '').matchAll(/--([\w-]+):\s*([^;]+);/g)) {
      values.set(match[1] ?? '', (match[2] ?? '').trim());
    }
  }
  return values;
}

function readHues(): number[] {
  return [...huesCss.matchAll(/--hue:\s*(\d+);/g)].map((match) => Number(match[1]));
}

const panes = ['surface', 'surface-raised', 'surface-sunken'];
const rows = ['surface-raised', 'surface-hover', 'surface-selected'];

/** Which text stands on which background anywhere in the app. */
const textPairs: ReadonlyArray<readonly [text: string, backgrounds: readonly string[]]> = [
  ['text', [...panes, ...rows, 'bubble-in', 'bubble-out', 'danger-soft', 'selection']],
  ['text-muted', [...panes, ...rows, 'bubble-in', 'bubble-out', 'badge-quiet', 'danger-soft']],
  ['text-faint', [...panes, ...rows, 'bubble-in']],
  ['accent', [...panes, 'surface-hover', 'bubble-in']],
  ['link', [...panes, 'bubble-in', 'bubble-out']],
  ['on-accent', ['accent', 'accent-press']],
  ['on-danger', ['danger', 'danger-press']],
  ['danger', [...panes, ...rows, 'bubble-in', 'danger-soft']],
  ['good', [...panes, 'bubble-in']],
  ['warn', [...panes, 'bubble-in']],
  ['text-notice', ['surface-notice']],
  ['accent-notice', ['surface-notice']],
];

/** Icons, and borders that carry meaning. */
const markPairs: ReadonlyArray<readonly [mark: string, backgrounds: readonly string[]]> = [
  ['accent', [...panes, ...rows, 'bubble-in', 'bubble-out']],
  ['danger', ['bubble-out']],
  ['warn', ['bubble-out']],
  ['good', ['bubble-out', 'surface-raised']],
  ['focus', [...panes, ...rows, 'bubble-in', 'bubble-out']],
  ['line-strong', [...panes]],
];

const themes = [
  { theme: 'light', isMoreContrast: false, textFloor: 4.5 },
  { theme: 'light', isMoreContrast: true, textFloor: 7 },
  { theme: 'dark', isMoreContrast: false, textFloor: 4.5 },
  { theme: 'dark', isMoreContrast: true, textFloor: 7 },
];

test('known colours convert to the sRGB a screen shows', () => {
  expect(measureContrast(convertOklch(1, 0, 0), convertOklch(0, 0, 0))).toBeCloseTo(21, 1);
  // oklch(62.8% 0.258 29.23) is #ff0000
  const [red, green, blue] = convertOklch(0.62796, 0.25768, 29.234);
  expect([red, green, blue].map((channel) => Math.round(channel * 100))).toEqual([100, 0, 0]);
});

test('a colour with alpha or of another notation is refused', () => {
  expect(() => parseOklch('oklch(50% 0 0 / 0.5)')).toThrow();
  expect(() => parseOklch('#fff')).toThrow();
});

test('light and dark give a colour to the same meanings', () => {
  const light = [...readTheme('light', false).keys()].sort();
  expect([...readTheme('dark', false).keys()].sort()).toEqual(light);
});

describe.each(themes)('theme $theme, more contrast: $isMoreContrast', (row) => {
  const values = readTheme(row.theme, row.isMoreContrast);

  function colour(name: string): LinearRgb {
    const value = values.get(name);
    if (value === undefined) throw new Error(`No --${name} in theme ${row.theme}`);
    return parseOklch(value);
  }

  function failures(pairs: typeof textPairs, floor: number): string[] {
    return pairs.flatMap(([front, backgrounds]) =>
      backgrounds
        .map((back) => ({ back, ratio: measureContrast(colour(front), colour(back)) }))
        .filter(({ ratio }) => ratio < floor)
        .map(({ back, ratio }) => `${front} on ${back}: ${ratio.toFixed(2)}`),
    );
  }

  test(`every text reaches ${row.textFloor}:1 on every background it stands on`, () => {
    expect(failures(textPairs, row.textFloor)).toEqual([]);
  });

  test('every icon and border with a meaning reaches 3:1', () => {
    expect(failures(markPairs, 3)).toEqual([]);
  });

  test('initials and names reach 4.5:1 in each of the twelve hues', () => {
    const hues = readHues();
    expect(hues).toHaveLength(12);
    const weak = hues.flatMap((hue) => {
      const picture = oklchOf('picture', hue);
      const name = oklchOf('name', hue);
      return [
        { pair: `initials in ${hue}`, ratio: measureContrast(colour('on-picture'), picture) },
        ...['bubble-in', 'surface-raised'].map((back) => ({
          pair: `name in ${hue} on ${back}`,
          ratio: measureContrast(name, colour(back)),
        })),
      ].filter(({ ratio }) => ratio < 4.5);
    });
    expect(weak.map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}`)).toEqual([]);
  });

  function oklchOf(part: string, hue: number): LinearRgb {
    const lightness = Number.parseFloat(values.get(`${part}-lightness`) ?? '');
    return convertOklch(lightness / 100, Number(values.get(`${part}-chroma`)), hue);
  }
});
