import { handlePattern } from '@jibber/schema/commands/account';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handleSkeleton } from './handle-skeleton.ts';

const handles = fc.stringMatching(handlePattern);

test('the skeleton of a skeleton is itself', () => {
  fc.assert(
    fc.property(handles, (handle) => {
      expect(handleSkeleton(handleSkeleton(handle))).toBe(handleSkeleton(handle));
    }),
  );
});

test('handles made of parts that look alike look alike', () => {
  const twins = fc.constantFrom(['0', 'o'], ['1', 'l'], ['i', 'l'], ['m', 'rn'], ['w', 'vv']);
  fc.assert(
    fc.property(handles, twins, handles, (before, [one, other], after) => {
      expect(handleSkeleton(`${before}${one}${after}`)).toBe(
        handleSkeleton(`${before}${other}${after}`),
      );
    }),
  );
});
