/**
 * Lives of groups as they travel: each intent is read from its text, a tenth of the texts spoiled on
 * the way, and judged on the group as it is at that moment. What holds of a life itself is checked by
 * the properties beside the rules; here nothing may crash or stall, and a spoiled text is read as what
 * it says or not at all.
 */
import { isPresent } from '@jibber/schema/document/members';
import { judge, parseIntentText, stringifyIntent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { groupScripts, scriptGroup, scriptPeople } from '@jibber/schema/testkit/group-scripts';
import { mutateBytes } from '@jibber/schema/testkit/mutations';
import { type PlayedStep, playScript } from '@jibber/schema/testkit/played-script';
import * as fc from 'fast-check';
import type { FuzzTarget } from './fuzz-target.ts';
import { oddPieces } from './odd-pieces.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const scriptsPerStep = 4;

export const groupTarget: FuzzTarget = {
  name: 'groups',
  step(random, probe) {
    const scripts = fc.sample(groupScripts, { seed: random.bits(), numRuns: scriptsPerStep });
    for (const script of scripts) {
      playScript(script, (played) => {
        const { author, intent, verdict, chat } = played;
        probe.saw(verdict.ok ? intent.kind : verdict.code);
        checkOwner(played);
        const json = stringifyIntent(intent);
        const spoiled = random.chance(0.9)
          ? json
          : decoder.decode(mutateBytes(random, encoder.encode(json), oddPieces));
        const read = parseIntentText(spoiled);
        if (!read.ok) probe.saw(read.code);
        probe.measure(() => {
          const claimed = parseIntentText(spoiled);
          if (claimed.ok) judge(chat, { userId: author }, scriptGroup, claimed.value);
        });
      });
    }
  },
};

function checkOwner({ chat, verdict }: PlayedStep): void {
  if (!verdict.ok) return;
  const present = scriptPeople.filter((user) => isPresent(chat.member(user)));
  const owners = present.filter((user) => chat.roleOf(user) === 'owner');
  if (present.length > 0 && owners.length !== 1) throw new Error(`${owners.length} owners`);
  if (present.length > limits.groupMembers) throw new Error('too many members');
}
