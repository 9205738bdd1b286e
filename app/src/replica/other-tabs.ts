/**
 * What this tab does when others of its browser tell that the disk has changed. Invariant: entries are
 * taken over at once; rows that the own socket is about to bring are waited for.
 */
import type { ChatId } from '@jibber/schema/ids';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type { ChatStore } from './chat-store.ts';
import type { OutboxHolder } from './outbox-holder.ts';
import type { TabMessage } from './ports.ts';

/** Another tab stored rows that this tab's own socket brings, too, a moment later. */
const ownRowsMs = 500;

export type OtherTabsPorts = {
  readonly store: ChatStore;
  readonly holder: OutboxHolder;
  readonly scheduler: Scheduler;
  isConnected(): boolean;
  loadEverything(): Promise<void>;
  loadAccount(): Promise<void>;
  loadPeople(): Promise<void>;
};

export class OtherTabs {
  readonly #ports: OtherTabsPorts;
  readonly #cancels = new Set<Cancel>();

  constructor(ports: OtherTabsPorts) {
    this.#ports = ports;
  }

  async heard(message: TabMessage): Promise<void> {
    const { store, holder } = this.#ports;
    switch (message.type) {
      case 'yield':
        holder.asked();
        return;
      case 'kept':
        holder.kept();
        return;
      case 'everything':
        return this.#ports.loadEverything();
      case 'account':
        return this.#ports.loadAccount();
      case 'people':
        return this.#ports.loadPeople();
      case 'chat':
        return this.#refresh(message.chatId);
      case 'gone':
        return store.gone(message.chatId);
    }
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  async #refresh(chatId: ChatId): Promise<void> {
    const { store, scheduler } = this.#ports;
    if (await store.refresh(chatId, this.#ports.isConnected())) return;
    const cancel = scheduler.after(ownRowsMs, () => {
      this.#cancels.delete(cancel);
      void store.refresh(chatId, false);
    });
    this.#cancels.add(cancel);
  }
}
