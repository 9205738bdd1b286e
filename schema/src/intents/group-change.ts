/**
 * `group.rename`, `group.describe`, `group.picture`, `group.settings`: what the group is like. Each is
 * told in the timeline; of two accepted the later stands.
 */
import * as v from 'valibot';
import { fileIdSchema, parseWith } from '../claims.ts';
import type { GroupSettings } from '../document/group.ts';
import { isRecord } from '../document/json.ts';
import { fail, succeed } from '../result.ts';
import {
  aboutSchema,
  judgeAbout,
  judgeRight,
  judgeTitle,
  titleSchema,
  writeEvent,
} from './group-rule.ts';
import type { IntentRule } from './rule.ts';

const renameSchema = v.strictObject({ kind: v.literal('group.rename'), title: titleSchema });
const describeSchema = v.strictObject({ kind: v.literal('group.describe'), about: aboutSchema });
const pictureSchema = v.strictObject({
  kind: v.literal('group.picture'),
  /** Null takes it away. */
  picture: v.nullable(fileIdSchema),
});
const who = v.optional(v.picklist(['members', 'administrators']));
const settingsSchema = v.strictObject({
  kind: v.literal('group.settings'),
  /** What is missing stays. */
  settings: v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isRecord),
    v.strictObject({
      write: who,
      add: who,
      change: who,
      history: v.optional(v.picklist(['all', 'none'])),
    }),
  ),
});

export type GroupRename = v.InferOutput<typeof renameSchema>;
export type GroupDescribe = v.InferOutput<typeof describeSchema>;
export type GroupPicture = v.InferOutput<typeof pictureSchema>;
export type GroupSettingsChange = v.InferOutput<typeof settingsSchema>;

export const groupRename: IntentRule<GroupRename> = {
  kind: 'group.rename',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(renameSchema, value),
  judge(state, actor, { title }) {
    const right = judgeRight(state, actor, 'change');
    return right.ok ? judgeTitle(title) : right;
  },
  write(document, { title }, stamp) {
    document.info.set('title', title);
    writeEvent(document, stamp, { type: 'renamed', title });
  },
};

export const groupDescribe: IntentRule<GroupDescribe> = {
  kind: 'group.describe',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(describeSchema, value),
  judge(state, actor, { about }) {
    const right = judgeRight(state, actor, 'change');
    return right.ok ? judgeAbout(about) : right;
  },
  write(document, { about }, stamp) {
    document.info.set('about', about);
    writeEvent(document, stamp, { type: 'described' });
  },
};

export const groupPicture: IntentRule<GroupPicture> = {
  kind: 'group.picture',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(pictureSchema, value),
  judge(state, actor, { picture }) {
    const right = judgeRight(state, actor, 'change');
    if (!right.ok) return right;
    const isUsable = picture === null || state.mayUse(actor.userId, picture);
    return isUsable ? succeed() : fail('file-not-found');
  },
  write(document, { picture }, stamp) {
    document.info.set('picture', picture);
    writeEvent(document, stamp, { type: 'pictured' });
  },
};

function changed(
  before: GroupSettings,
  { write, add, change, history }: GroupSettingsChange['settings'],
): GroupSettings {
  return {
    write: write ?? before.write,
    add: add ?? before.add,
    change: change ?? before.change,
    history: history ?? before.history,
  };
}

export const groupSettings: IntentRule<GroupSettingsChange> = {
  kind: 'group.settings',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(settingsSchema, value),
  judge(state, actor, { settings }) {
    const right = judgeRight(state, actor, 'moderate');
    if (!right.ok) return right;
    const before = state.settings;
    const { write, add, change, history } = changed(before, settings);
    const isSame =
      write === before.write &&
      add === before.add &&
      change === before.change &&
      history === before.history;
    return isSame ? fail('no-change') : succeed();
  },
  write(document, { settings }, stamp) {
    document.info.set('settings', changed(document.settings, settings));
    writeEvent(document, stamp, { type: 'settings' });
  },
};
