/**
 * The browser behind the replica's ports: sockets, locks, channels, time. Invariant: adapters only;
 * what they cannot do they say, and decide nothing.
 */
import type { UserId } from '@jibber/schema/ids';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { Link, Locks, Page, TabMessage, Tabs } from './ports.ts';

/** Real time of a page. */
export const pageScheduler: Scheduler = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  soon(callback) {
    // A timer of a hidden page waits for a second; a message does not.
    const { port1, port2 } = new MessageChannel();
    let isCancelled = false;
    port1.onmessage = () => {
      port1.close();
      if (!isCancelled) callback();
    };
    port2.postMessage(undefined);
    return () => {
      isCancelled = true;
    };
  },
};

/** @param address of the node's socket, ws or wss */
export function makeLink(address: string): Link {
  return {
    open(handlers) {
      const socket = new WebSocket(address);
      socket.binaryType = 'arraybuffer';
      socket.addEventListener('open', () => handlers.opened());
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        // Text has no meaning here: as a message without frames it ends the connection.
        handlers.received(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
      });
      socket.addEventListener('close', ({ code }) => handlers.closed(code));
      return {
        send(message) {
          if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(message));
        },
        close: () => socket.close(),
      };
    },
  };
}

export function makeLocks(manager: LockManager): Locks {
  return {
    request(name, steal, on) {
      let release: (() => void) | undefined;
      let isOver = false;
      const controller = new AbortController();
      const options: LockOptions = steal ? { steal } : { signal: controller.signal };
      const held = () => {
        if (isOver) return undefined;
        on.held();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      };
      manager.request(name, options, held).catch((error: unknown) => {
        // The lock was stolen, or waiting for it was given up.
        if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error;
        if (!isOver) on.lost();
      });
      return () => {
        isOver = true;
        if (release === undefined) controller.abort();
        else release();
      };
    },
  };
}

/** @param me the channel is of one account: others hear nothing */
export function makeTabs(me: UserId): Tabs {
  const channel = new BroadcastChannel(`replica:${me}`);
  let isClosed = false;
  return {
    post(message) {
      // A transaction may end after this tab let go of the account; its other tabs do so, too.
      if (!isClosed) channel.postMessage(message);
    },
    listen(listener) {
      // What comes here is from another tab of this very app.
      channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => listener(data));
    },
    close() {
      isClosed = true;
      channel.close();
    },
  };
}

export function makePage(view: Window): Page {
  return {
    isVisible: () => view.document.visibilityState === 'visible',
    onVisibility(listener) {
      view.document.addEventListener('visibilitychange', listener);
      // Back from the page cache, where everything stood still.
      view.addEventListener('pageshow', listener);
      return () => {
        view.document.removeEventListener('visibilitychange', listener);
        view.removeEventListener('pageshow', listener);
      };
    },
    onOnline(listener) {
      view.addEventListener('online', listener);
      return () => view.removeEventListener('online', listener);
    },
    onOffline(listener) {
      view.addEventListener('offline', listener);
      return () => view.removeEventListener('offline', listener);
    },
  };
}
