import { expect, test } from 'vitest';
import { fileId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { alice, bob, mallory } from '../../testkit/people.ts';
import {
  type AccountIntent,
  accountIntentKinds,
  applyToAccount,
  judgeAccount,
  parseAccountIntent,
  parseAccountIntentText,
} from './account-registry.ts';
import { type AccountState, type AccountView, defaultSettings } from './account-state.ts';

const picture = fileId('01940000-0000-7000-8000-0000000f11e0');
const other = fileId('01940000-0000-7000-8000-0000000f11e1');
const state: AccountState = {
  profile: { name: 'Alice', handle: 'alice', about: 'hello', picture },
  settings: defaultSettings,
  blocked: new Set([bob]),
};

function viewOf(changed: Partial<AccountView> = {}): AccountView {
  return {
    state,
    isHandleTaken: () => false,
    hasPicture: () => true,
    isPerson: () => true,
    ...changed,
  };
}

const codeOf = (intent: AccountIntent, view = viewOf()) => {
  const verdict = judgeAccount(view, alice, intent);
  return verdict.ok ? undefined : verdict.code;
};

const examples: { readonly [Kind in AccountIntent['kind']]: AccountIntent } = {
  'profile.change': { kind: 'profile.change', name: 'Alice B', picture: null },
  'account.settings': { kind: 'account.settings', strangers: 'none' },
  'person.block': { kind: 'person.block', user: mallory },
  'person.unblock': { kind: 'person.unblock', user: bob },
};

test.each(Object.entries(examples))(
  '%s is read as it was written, and nothing else is',
  (kind, intent) => {
    expect(accountIntentKinds).toContain(kind);
    expect(parseAccountIntent(intent)).toEqual({ ok: true, value: intent });
    expect(parseAccountIntentText(JSON.stringify(intent))).toEqual({ ok: true, value: intent });
    for (const key of ['userId', 'user_id', 'at', 'revision', 'constructor', '']) {
      expect(parseAccountIntent({ ...intent, [key]: 1 })).toEqual({ ok: false, code: 'malformed' });
    }
  },
);

test('an intent of a chat, or of a later version, is none of an account yet', () => {
  expect(parseAccountIntent({ kind: 'message.send', text: 'x', writtenAt: 1 })).toEqual({
    ok: false,
    code: 'unknown-kind',
  });
  expect(parseAccountIntent({ name: 'Alice' })).toEqual({ ok: false, code: 'malformed' });
});

test('a profile has a name, a handle that is free, a short text, and a picture of its own', () => {
  expect(codeOf({ kind: 'profile.change' })).toBeUndefined();
  expect(codeOf({ kind: 'profile.change', name: ' ' })).toBe('name-invalid');
  expect(codeOf({ kind: 'profile.change', name: 'x'.repeat(limits.nameUnits + 1) })).toBe(
    'name-invalid',
  );
  expect(codeOf({ kind: 'profile.change', handle: 'Al' })).toBe('handle-invalid');
  const taken = viewOf({ isHandleTaken: () => true, hasPicture: () => false });
  expect(codeOf({ kind: 'profile.change', handle: 'alice_b' }, taken)).toBe('handle-taken');
  expect(codeOf({ kind: 'profile.change', handle: 'alice' }, taken)).toBeUndefined();
  expect(codeOf({ kind: 'profile.change', about: 'x'.repeat(limits.aboutUnits + 1) })).toBe(
    'about-too-long',
  );
  expect(codeOf({ kind: 'profile.change', picture: other }, taken)).toBe('file-not-found');
  expect(codeOf({ kind: 'profile.change', picture }, taken)).toBeUndefined();
  expect(codeOf({ kind: 'profile.change', picture: null }, taken)).toBeUndefined();
});

test('what is named changes, as it is stored; the rest stays', () => {
  const changed = applyToAccount(state, {
    kind: 'profile.change',
    name: '  Alice   B ',
    about: ' new\r\n ',
  });
  expect(changed).toEqual({
    ...state,
    profile: { name: 'Alice B', handle: 'alice', about: 'new', picture },
  });
  const none = applyToAccount(state, { kind: 'profile.change', picture: null, about: '' });
  expect(none.profile).toEqual({ name: 'Alice', handle: 'alice', about: '', picture: null });
  const settings = applyToAccount(state, {
    kind: 'account.settings',
    strangers: 'none',
    foundByPhone: false,
  });
  expect(settings.settings).toEqual({
    ...defaultSettings,
    strangers: 'none',
    foundByPhone: false,
  });
});

test('nobody blocks himself, or nobody, or more people than are possible', () => {
  expect(codeOf({ kind: 'person.block', user: alice })).toBe('person-not-found');
  expect(codeOf({ kind: 'person.block', user: mallory }, viewOf({ isPerson: () => false }))).toBe(
    'person-not-found',
  );
  const many = new Set([bob]);
  Object.defineProperty(many, 'size', { value: limits.blocksPerAccount });
  const full = viewOf({ state: { ...state, blocked: many } });
  expect(codeOf({ kind: 'person.block', user: mallory }, full)).toBe('too-many-blocks');
  expect(codeOf({ kind: 'person.block', user: bob }, full)).toBeUndefined();
});

test('blocking twice, or taking back what is not there, changes nothing', () => {
  const blocked = (intent: AccountIntent) => [...applyToAccount(state, intent).blocked];
  expect(blocked({ kind: 'person.block', user: bob })).toEqual([bob]);
  expect(blocked({ kind: 'person.block', user: mallory })).toEqual([bob, mallory]);
  expect(blocked({ kind: 'person.unblock', user: bob })).toEqual([]);
  expect(blocked({ kind: 'person.unblock', user: mallory })).toEqual([bob]);
  expect([...state.blocked]).toEqual([bob]);
});
