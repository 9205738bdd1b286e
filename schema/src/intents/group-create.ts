/**
 * `group.create`: a new group. Whoever makes it owns it; of its first members those who share a chat
 * with him are in it, others are asked. Who cannot be reached is left out, so that one of many does
 * not keep the rest from being written to.
 */
import * as v from 'valibot';
import { fileIdSchema, parseWith, timeSchema } from '../claims.ts';
import { storedMember } from '../document/members.ts';
import { fail, succeed } from '../result.ts';
import {
  aboutSchema,
  hasRoom,
  judgeAbout,
  judgeTitle,
  titleSchema,
  usersSchema,
  writeEvent,
} from './group-rule.ts';
import { admit, placesOf } from './members-add.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({
  kind: v.literal('group.create'),
  title: titleSchema,
  about: v.optional(aboutSchema),
  picture: v.optional(fileIdSchema),
  users: usersSchema,
  writtenAt: timeSchema,
});

export type GroupCreate = v.InferOutput<typeof schema>;

export const groupCreate: IntentRule<GroupCreate> = {
  kind: 'group.create',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, intent) {
    if (state.kind !== 'group') return fail('chat-not-found');
    if (state.exists) return fail(state.roleOf(actor.userId) ? 'no-change' : 'chat-not-found');
    const title = judgeTitle(intent.title);
    if (!title.ok) return title;
    const about = judgeAbout(intent.about ?? '');
    if (!about.ok) return about;
    if (intent.picture !== undefined && !state.mayUse(actor.userId, intent.picture)) {
      return fail('file-not-found');
    }
    return hasRoom(state, [actor.userId, ...intent.users]) ? succeed() : fail('group-full');
  },
  write(document, intent, stamp) {
    const { title, about, picture, users } = intent;
    document.info.set('kind', 'group');
    document.info.set('at', stamp.at);
    document.info.set('title', title);
    if (about !== undefined && about !== '') document.info.set('about', about);
    if (picture !== undefined) document.info.set('picture', picture);
    document.segments.set('0', 1);
    document.members.set(
      stamp.author,
      storedMember({ role: 'owner', spans: [[stamp.number, null]] }),
    );
    admit(document, placesOf(document, stamp.author, users), stamp);
    writeEvent(document, stamp, { type: 'created', title });
  },
};
