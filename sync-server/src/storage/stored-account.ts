/** What stands in an account's row, as values of the domain; a row is a claim like any other. */
import { accountSettingsSchema } from '@jibber/schema/commands/account-state';
import { parseFileId, type UserId, userId } from '@jibber/schema/ids';
import {
  type AccountSettings,
  type AccountState,
  defaultSettings,
  type Profile,
} from '@jibber/schema/intents/account/account-state';
import * as v from 'valibot';

/** Only what was changed is stored: what a later version adds has its own default. */
const storedSettings = v.partial(accountSettingsSchema);

export type StoredAccount = {
  readonly name: string;
  readonly handle: string;
  readonly about: string;
  readonly picture: string | null;
  readonly settings: string;
};

export function profileOf({ name, handle, about, picture }: StoredAccount): Profile {
  const file = parseFileId(picture);
  return { name, handle, about, picture: file.ok ? file.value : null };
}

export function settingsOf(text: string): AccountSettings {
  const checked = v.safeParse(storedSettings, JSON.parse(text));
  if (!checked.success) return defaultSettings;
  const { strangers, foundByHandle, foundByEmail, foundByPhone } = checked.output;
  return {
    strangers: strangers ?? defaultSettings.strangers,
    foundByHandle: foundByHandle ?? defaultSettings.foundByHandle,
    foundByEmail: foundByEmail ?? defaultSettings.foundByEmail,
    foundByPhone: foundByPhone ?? defaultSettings.foundByPhone,
  };
}

export function settingsText(settings: AccountSettings): string {
  return JSON.stringify(settings);
}

export function accountStateOf(row: StoredAccount, blocked: readonly string[]): AccountState {
  return {
    profile: profileOf(row),
    settings: settingsOf(row.settings),
    blocked: new Set<UserId>(blocked.map((id) => userId(id))),
  };
}

/** Whom a change blocks, and whom it does not block any more. */
export function blockChanges(
  before: ReadonlySet<UserId>,
  after: ReadonlySet<UserId>,
): { readonly added: readonly UserId[]; readonly removed: readonly UserId[] } {
  return {
    added: [...after].filter((id) => !before.has(id)),
    removed: [...before].filter((id) => !after.has(id)),
  };
}
