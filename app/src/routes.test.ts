import { chatId, directChatId, userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { formatRoute, type HistoryHost, makeNavigation, parseRoute, type Route } from './routes.ts';

const alice = userId('0193a1b2-0000-7000-8000-000000000001');
const bob = userId('0193a1b2-0000-7000-8000-000000000002');
const withBob = directChatId(alice, bob);
const notes = directChatId(alice, alice);

/** The history of a browser, in memory. */
function makeHost(address: string) {
  const entries = [{ url: new URL(address, 'https://chat.example').href, state: null as unknown }];
  let at = 0;
  let listener = () => {};
  const host: HistoryHost = {
    get location() {
      return { href: entries[at]?.url ?? '' };
    },
    history: {
      get state() {
        return entries[at]?.state;
      },
      pushState(state, _title, url) {
        entries.splice(at + 1, entries.length, {
          url: new URL(String(url), host.location.href).href,
          state,
        });
        at += 1;
      },
      replaceState(state, _title, url) {
        entries[at] = { url: new URL(String(url), host.location.href).href, state };
      },
      back() {
        at = Math.max(0, at - 1);
        listener();
      },
    },
    addEventListener(_type, added) {
      listener = added;
    },
  };
  return host;
}

test.each<Route>([
  { name: 'chats' },
  { name: 'chats', panel: 'settings' },
  { name: 'chat', chatId: withBob },
  { name: 'chat', chatId: withBob, panel: 'new-chat' },
  { name: 'sign-in' },
  { name: 'create-account' },
  { name: 'chat', chatId: withBob, panel: 'details-edit' },
  { name: 'join', token: 'abcdefghij_klmnop-qrst' },
  { name: 'sign-in', join: 'abcdefghij_klmnop-qrst' },
])('route %o survives its address', (route) => {
  expect(parseRoute(new URL(formatRoute(route), 'https://chat.example'))).toEqual(route);
});

test.each([
  '/chat/',
  '/join/',
  '/join/short',
  '/chat/../x',
  '/chat/%3Cscript%3E',
  '/nowhere',
  '/?panel=toString',
])('the strange address %s opens the list', (address) => {
  expect(parseRoute(new URL(address, 'https://chat.example'))).toEqual({ name: 'chats' });
});

test('back from a chat leads to the list, also after changing from chat to chat', () => {
  const navigation = makeNavigation(makeHost('/'));
  navigation.open({ name: 'chat', chatId: withBob });
  navigation.open({ name: 'chat', chatId: notes });
  expect(navigation.route()).toEqual({ name: 'chat', chatId: notes });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chats' });
});

test('back closes a panel before it leaves the chat', () => {
  const navigation = makeNavigation(makeHost('/'));
  navigation.open({ name: 'chat', chatId: withBob });
  navigation.open({ name: 'chat', chatId: withBob, panel: 'settings' });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chat', chatId: withBob });
});

test('a chat found in the panel takes the panel’s place in the history', () => {
  const navigation = makeNavigation(makeHost('/'));
  navigation.open({ name: 'chats', panel: 'new-chat' });
  navigation.open({ name: 'chat', chatId: withBob });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chats' });
});

test('a chat found from another chat leaves that one behind as well', () => {
  const navigation = makeNavigation(makeHost('/'));
  navigation.open({ name: 'chat', chatId: withBob });
  navigation.open({ name: 'chat', chatId: withBob, panel: 'new-chat' });
  navigation.open({ name: 'chat', chatId: notes });
  expect(navigation.route()).toEqual({ name: 'chat', chatId: notes });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chats' });
});

test('the open chat chosen again in the panel only closes the panel', () => {
  const navigation = makeNavigation(makeHost('/'));
  navigation.open({ name: 'chat', chatId: withBob });
  navigation.open({ name: 'chat', chatId: withBob, panel: 'new-chat' });
  navigation.open({ name: 'chat', chatId: withBob });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chats' });
});

test('a chat opened from a link goes up to the list, never out of the app', () => {
  const navigation = makeNavigation(makeHost(`/chat/${withBob}?panel=settings`));
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chat', chatId: withBob });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chats' });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chats' });
});

test('a group’s id is an address as well', () => {
  const group = chatId('g0193a1b2-0000-7000-8000-00000000000a');
  expect(parseRoute(new URL(`https://chat.example/chat/${group}`))).toEqual({
    name: 'chat',
    chatId: group,
  });
});

test('from a panel that another panel led to, a chat leaves both behind', () => {
  const navigation = makeNavigation(makeHost('/'));
  navigation.open({ name: 'chat', chatId: withBob });
  navigation.open({ name: 'chat', chatId: withBob, panel: 'details' });
  navigation.open({ name: 'chat', chatId: withBob, panel: 'details-add' });
  navigation.open({ name: 'chat', chatId: notes });
  expect(navigation.route()).toEqual({ name: 'chat', chatId: notes });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chats' });
});

test('what is opened by a link goes up step by step', () => {
  const navigation = makeNavigation(makeHost(`/chat/${withBob}?panel=details-links`));
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chat', chatId: withBob, panel: 'details' });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'chat', chatId: withBob });
});

test('signing in for an invite link goes back to it', () => {
  const token = 'abcdefghij_klmnop-qrst';
  const navigation = makeNavigation(makeHost(`/join/${token}`));
  navigation.open({ name: 'sign-in', join: token });
  navigation.back();
  expect(navigation.route()).toEqual({ name: 'join', token });
});
