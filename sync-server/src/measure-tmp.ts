import { groupOf, messageOf, startExport } from '/work/main/sync-server/src/testkit/export-under-test.ts';
import { alice, someGroup } from '/work/main/schema/src/testkit/people.ts';
const n = Number(process.argv[2]);
// One segment's worth of values, given again for each: what is held is not what is measured.
const one = Array.from({ length: 1000 }, (_, i) => messageOf(i + 1, 'a message of some thirty-five letters.'));
const segments = new Array(n).fill(one);
const under = startExport({ names: new Map([[alice, 'Alice']]), chats: [groupOf(someGroup, 'Us', segments)] });
const begin = performance.now();
let bytes = 0, peak = 0, chunks = 0;
const reader = under.begin().getReader();
for (;;) { const { done, value } = await reader.read(); if (done) break; bytes += value.length; chunks += 1; if (chunks % 50 === 0) { (globalThis as any).gc?.(); peak = Math.max(peak, process.memoryUsage().heapUsed); } }
console.log(n * 1000, 'messages', (bytes / 1e6).toFixed(1), 'MB', (bytes / n / 1000).toFixed(0), 'B per message', ((performance.now() - begin) / 1000).toFixed(1), 's; heap', (peak / 1e6).toFixed(0), 'MB', 'rss', (process.memoryUsage().rss/1e6).toFixed(0));
