import { expect, test } from 'vitest';
import { isShellNavigation } from './shell-navigation.ts';

test.each(['/', '/sign-in', '/chat/d0123', '/?panel=settings'])('%s opens the app', (path) => {
  expect(isShellNavigation(new URL(path, 'https://chat.example'))).toBe(true);
});

test.each(['/healthz', '/readyz', '/api/session', '/y/doc', '/robots.txt', '/assets/a.js'])(
  '%s is left to the server',
  (path) => {
    expect(isShellNavigation(new URL(path, 'https://chat.example'))).toBe(false);
  },
);
