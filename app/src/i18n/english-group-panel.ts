/**
 * The sentences of making, joining and administering a group, loaded with those screens. Invariant:
 * complete in English; other languages may lack a key and then show this one. Keys are unique over
 * all dictionaries of this folder.
 */
import type { Entry } from './translate.ts';

export const englishGroupPanel = {
  // Making a group
  'newGroup.title': 'New group',
  'newGroup.with': 'New group with {name}',
  'newGroup.open': 'New group',
  'newGroup.people': 'People',
  'newGroup.search': 'Name, handle, e-mail or phone',
  'newGroup.nobody': 'Nobody you write with fits “{query}”.',
  'newGroup.empty': 'You write with nobody yet. Find people by handle, e-mail or phone number.',
  'newGroup.chosen': { one: '{count} chosen', other: '{count} chosen' },
  'newGroup.unchoose': 'Leave out {name}',
  'newGroup.next': 'Next',
  'newGroup.skip': 'Skip, add people later',
  'newGroup.most': {
    one: 'At most {count} person at once',
    other: 'At most {count} people at once',
  },
  'newGroup.member': 'Is in the group',
  'newGroup.invited': 'Is invited',
  'newGroup.name': 'Name of the group',
  'newGroup.about': 'Description',
  'newGroup.aboutHint': 'Optional. What the group is for.',
  'newGroup.left': { one: '{count} character left', other: '{count} characters left' },
  'newGroup.tooLong': { one: '{count} character too many', other: '{count} characters too many' },
  'newGroup.create': 'Create group',
  'newGroup.offline':
    'No connection. The group is kept on this device and created when there is one.',
  // {people} are names, joined as the language does
  'newGroup.withPeople': 'With {people}.',
  'newGroup.alone': 'Only you. Others can be added later.',
  'newGroup.stranger': 'Whoever you share no chat with gets an invitation.',

  // The panel of a group
  'panel.title': 'Group',
  // Of the person of a private chat
  'panel.person': 'Profile',
  'panel.more': 'More',
  'panel.edit': 'Edit group',
  'panel.add': 'Add people',
  'panel.links': 'Invite link',
  'panel.rights': 'Permissions',
  'panel.about': 'Description',
  'panel.noAbout': 'Add a description',
  'panel.search': 'Search members',
  'panel.members': { one: '{count} member', other: '{count} members' },
  'panel.nobody': 'No member is called “{query}”.',
  'panel.asking': 'Ask to join',
  'panel.invited': 'Invited',
  'panel.invitedBy': 'By {name}, {when}',
  'panel.askedAt': 'Asked {when}',
  'panel.withdraw': 'Withdraw',
  'panel.withdrawOne': 'Withdraw the invitation of {name}',
  'panel.pending': 'Saved on this device, not sent yet',
  'panel.you': 'You',
  'panel.owner': 'Owner',
  'panel.administrator': 'Administrator',
  'panel.loading': 'Loading the group',
  'panel.reports': {
    one: '{count} message was reported to you',
    other: '{count} messages were reported to you',
  },

  // What can be done with a member
  'member.more': 'What can be done with {name}',
  'member.message': 'Write a message',
  'member.profile': 'Show profile',
  'member.promote': 'Make administrator',
  'member.demote': 'Take back administration',
  'member.demoteSelf': 'Stop being administrator',
  'member.remove': 'Remove from group',
  'member.handOver': 'Make owner',
  'member.handOverTitle': 'Make {name} the owner?',
  'member.handOverText':
    'The group is then in the hands of {name}. You stay as administrator, and only {name} can give it back.',
  'member.removeTitle': 'Remove {name}?',
  'member.removeText':
    'From then on {name} gets nothing more of this group, and keeps what is already on the device.',

  // Editing a group
  'edit.title': 'Edit group',
  'edit.save': 'Save',
  'edit.picture': 'Choose picture',
  'edit.pictureChange': 'Change picture',
  'edit.pictureRemove': 'Remove picture',

  // Adding people
  'add.title': 'Add people',
  'add.submit': { one: 'Add {count} person', other: 'Add {count} people' },
  'add.none': 'Add',
  'add.historyAll': 'They can read what was written before.',
  'add.historyNone': 'They see what is written from now on.',

  // Who may do what
  'rights.title': 'Permissions',
  'rights.write': 'Who can write',
  'rights.add': 'Who can add people',
  'rights.change': 'Who can change name, picture and description',
  'rights.history': 'Newcomers can read',
  'rights.members': 'All members',
  'rights.administrators': 'Administrators',
  'rights.all': 'Everything',
  'rights.none': 'From then on',
  'rights.text': 'Administrators and the owner always can.',
  'rights.historyText': 'It holds for whoever comes from now on.',

  // Messages that were reported
  'reports.title': 'Reported messages',
  'reports.loading': 'Loading reports',
  'reports.offline': 'Reports need a connection. They are shown again when there is one.',
  'reports.none': 'Nothing is reported.',
  'reports.away': 'The message is further back in the chat than what is open here.',
  'reports.by': 'Reported by {name}, {when}',
  'reports.keep': 'Leave it',

  // Invite links
  'links.title': 'Invite links',
  'links.text': 'Whoever has a link can join. Share it only where you would say it aloud.',
  'links.none': 'No link yet',
  'links.noneText': 'Make one, and send it to whom you want here.',
  'links.offline': 'Links need a connection. They are shown again when there is one.',
  'links.loading': 'Loading links',
  'links.make': 'Make link',
  'links.makeTitle': 'New link',
  'links.expires': 'Works for',
  'links.uses': 'How often',
  'links.approval': 'An administrator lets in',
  'links.approvalText': 'Whoever comes by it asks first.',
  'links.oneDay': '1 day',
  'links.oneWeek': '1 week',
  'links.oneMonth': '1 month',
  'links.ever': 'Always',
  'links.once': 'Once',
  'links.tenTimes': '10 times',
  'links.hundredTimes': '100 times',
  'links.noEnd': 'Any number',
  'links.copy': 'Copy link',
  'links.copied': 'Link copied.',
  'links.notCopied': 'This browser did not allow copying. Select the link and copy it.',
  'links.share': 'Share',
  'links.code': 'Show code',
  'links.codeTitle': 'Scan to join',
  'links.codeText': 'Point a camera at it to join {name}.',
  'links.revoke': 'Revoke',
  'links.revokeTitle': 'Revoke this link?',
  'links.revokeText': 'Nobody can join by it any more. Who joined stays.',
  'links.by': 'By {name}',
  'links.until': 'until {when}',
  'links.left': { one: '{count} use left', other: '{count} uses left' },
  'links.used': { one: 'used {count} time', other: 'used {count} times' },
  'links.asks': 'asks first',
  'links.most': 'There are as many links as are possible. Revoke one first.',

  // Leaving and deleting
  'leave.action': 'Leave group',
  'leave.title': 'Leave “{title}”?',
  'leave.text':
    'You keep what is on this device, read-only, and get nothing more. Others see that you left.',
  'leave.heir': '{name} becomes the owner.',
  'leave.last': 'You are the last one here: the group ends.',
  'leave.confirm': 'Leave',
  'delete.action': 'Delete group',
  'delete.title': 'Delete “{title}” for everybody?',
  'delete.text': {
    one: 'Everything written here is erased for all {count} member, on the server and on every device. It cannot be undone.',
    other:
      'Everything written here is erased for all {count} members, on the server and on every device. It cannot be undone.',
  },
  'delete.type': 'Type the name of the group to go on',
  'delete.confirm': 'Delete for everybody',

  // A message in a group
  'report.title': 'Report this message',
  'report.text': 'Administrators of the group read it with your name. Its author is not told.',
  'report.reason': 'What is wrong with it?',
  'report.submit': 'Report',
  'report.done': 'The administrators will be told.',
  'info.title': 'Message info',
  'info.delivered': 'Delivered',
  'info.waiting': 'On its way',
  'info.readBy': { one: 'Read by {count}', other: 'Read by {count}' },
  'info.sent': 'Sent {when}',

  // Invitations above the list of chats
  'invitations.title': 'Invitations',
  'invitations.line': '{name} invites you',
  'invitations.accept': 'Accept',
  'invitations.decline': 'Decline',
  'invitations.acceptOne': 'Accept the invitation to {title}',
  'invitations.declineOne': 'Decline the invitation to {title}',

  // The page of an invite link
  'join.members': { one: '{count} member', other: '{count} members' },
  'join.join': 'Join',
  'join.ask': 'Ask to join',
  'join.asks': 'An administrator decides on whoever asks.',
  'join.open': 'Open group',
  'join.isMember': 'You are in this group.',
  'join.asked':
    'You have asked. An administrator will let you in; the group then appears in your list.',
  'join.loading': 'Looking at the invitation',
  'join.offline': 'Looking at an invitation needs a connection. Try again when there is one.',
  'join.signedOut': 'You were invited to a group',
  'join.signedOutText': 'Sign in or create an account to see it and to join.',
  'join.signIn': 'Sign in',
  'join.createAccount': 'Create account',
  'join.toChats': 'Show chats',
  'join.refused': 'The invitation cannot be used',
} as const satisfies Record<string, Entry>;
