import { startMemoryStorage } from '../testkit/memory-under-test.ts';
import { describeStorage } from './storage-contract.ts';

describeStorage('memory', async () => startMemoryStorage());
