/**
 * The sentences of a group that stand in its chat, loaded with the first group that is opened.
 * Invariant: complete in English; other languages may lack a key and then show this one. Keys are
 * unique over all dictionaries of this folder.
 */
import type { Entry } from './translate.ts';

export const englishGroup = {
  // Beneath the name of a group
  'group.members': { one: '{count} member', other: '{count} members' },
  // Above the messages, for administrators
  'group.reports': {
    one: '{count} message was reported',
    other: '{count} messages were reported',
  },
  'group.pending': 'Waits for a connection to be created',
  'group.typing.one': '{name} is typing…',
  'group.typing.two': '{name} and {other} are typing…',
  'group.typing.many': { one: '{count} person is typing…', other: '{count} people are typing…' },

  // What was done in the group, quiet lines between messages. {actor}, {person} and {people} are names;
  // the sentences for "you" stand apart, because other languages change more than the name
  'event.you': 'you',
  'event.others': { one: '{count} other', other: '{count} others' },
  'event.created': '{actor} created the group “{title}”',
  'event.created.own': 'You created the group “{title}”',
  'event.added': '{actor} added {people}',
  'event.added.own': 'You added {people}',
  'event.invited': '{actor} invited {people}',
  'event.invited.own': 'You invited {people}',
  'event.addedInvited': '{actor} added {people} and invited {invited}',
  'event.addedInvited.own': 'You added {people} and invited {invited}',
  'event.removed': '{actor} removed {person}',
  'event.removed.own': 'You removed {person}',
  'event.removed.me': '{actor} removed you',
  'event.left': '{actor} left the group',
  'event.left.own': 'You left the group',
  'event.leftOwner': '{actor} left the group. {person} is the owner now',
  'event.leftOwner.own': 'You left the group. {person} is the owner now',
  'event.leftOwner.me': '{actor} left the group. You are the owner now',
  'event.administrator': '{actor} made {person} administrator',
  'event.administrator.own': 'You made {person} administrator',
  'event.administrator.me': '{actor} made you administrator',
  // Somebody is no administrator any more
  'event.member': '{actor} took back that {person} is administrator',
  'event.member.own': 'You took back that {person} is administrator',
  'event.member.me': '{actor} took back that you are administrator',
  'event.member.self': '{actor} is no administrator any more',
  'event.member.selfOwn': 'You are no administrator any more',
  'event.owner': '{actor} handed the group over to {person}',
  'event.owner.own': 'You handed the group over to {person}',
  'event.owner.me': '{actor} handed the group over to you',
  'event.renamed': '{actor} named the group “{title}”',
  'event.renamed.own': 'You named the group “{title}”',
  'event.described': '{actor} changed the description',
  'event.described.own': 'You changed the description',
  'event.pictured': '{actor} changed the picture of the group',
  'event.pictured.own': 'You changed the picture of the group',
  'event.settings': '{actor} changed who may do what here',
  'event.settings.own': 'You changed who may do what here',
  'event.joinedInvitation': '{actor} accepted the invitation from {person}',
  'event.joinedInvitation.own': 'You accepted the invitation from {person}',
  'event.joinedInvitation.me': '{actor} accepted your invitation',
  'event.joinedInvitation.self': 'You accepted the invitation',
  'event.joinedLink.self': 'You joined by a link',
  'event.joinedLink': '{actor} joined by a link from {person}',
  'event.joinedLink.own': 'You joined by a link from {person}',
  'event.joinedLink.me': '{actor} joined by your link',
  'event.asked': '{actor} asked to join',
  'event.asked.own': 'You asked to join',
  'event.admitted': '{actor} let {person} in',
  'event.admitted.own': 'You let {person} in',
  'event.admitted.me': '{actor} let you in',
  'event.unknown': 'Something happened here that needs a newer version of the app.',
  'event.people.title': { one: '{count} person', other: '{count} people' },

  // Whoever may decides on somebody who asked to join
  'asking.admit': 'Let in',
  'asking.reject': 'Decline',
  'asking.admitOne': 'Let {name} in',
  'asking.rejectOne': 'Decline {name}',

  // What was refused by the server, above its reason
  'groupRefused.create': 'The group was not created.',
  'groupRefused.report': 'Not reported.',
  'groupRefused.delete': 'The group was not deleted.',
  // Shown where a wish was refused that leaves no line of its own
  'wish.delete': 'Deleting the group',
  'wish.report': 'Reporting a message',
  'wish.reject': 'Declining somebody who asked to join',
  'wish.withdraw': 'Withdrawing an invitation',
  'wish.other': 'A change of the group',

  // In place of a message that an administrator took away
  'message.removedBy': 'Removed by {name}',
  'message.removedByYou': 'Removed by you',

  // The menu of a message in a group
  'message.removeForAll': 'Remove for everyone',
  'message.report': 'Report to administrators',
  'message.info': 'Message info',

  // In place of the field to write in
  'gate.chat-left': 'You left this group.',
  'gate.chat-removed': 'You were removed from this group.',
  'gate.chat-deleted': 'This group was deleted by its owner.',
  'gate.other': 'Nothing can be written here any more.',
  'gate.ending': 'This group ends for you once there is a connection.',
  'gate.administrators': 'Only administrators can write here.',
  'gate.delete': 'Delete from this device',
  'gate.deleteTitle': 'Delete this chat from this device?',
  'gate.deleteText':
    'What you have of it here is deleted, unsent texts too. It cannot be brought back on this device.',
  'gate.deleteConfirm': 'Delete',
} as const satisfies Record<string, Entry>;
