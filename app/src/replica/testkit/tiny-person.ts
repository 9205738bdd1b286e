/** Names of people in tests: each follows from the id. */
import type { UserId } from '@jibber/schema/ids';

export function personOf(userId: UserId) {
  return { userId, name: `Person ${userId.slice(-2)}`, handle: `person_${userId.slice(-2)}` };
}
