/**
 * Small talks that the demo is made of: each is what two people say in turn, the first line by
 * either. `{place}`, `{day}`, `{time}`, `{thing}` and `{dish}` are filled in.
 */
export const exchanges: readonly (readonly string[])[] = [
  [
    'Are you still coming on {day}?',
    'Yes, I will be there at {time}.',
    'Good. I bring the {thing}.',
  ],
  [
    'Did you find the {thing}?',
    'Not yet. It must be in {place}.',
    'Try the shelf behind the door.',
  ],
  ['What shall we cook on {day}?', '{dish}?', 'Always 🙂'],
  [
    'The train stops in the tunnel again',
    'Take your time, we start at {time}.',
    'Thanks. Writing this without any signal, by the way.',
  ],
  ['Can you send me the address?', '{place}, second door on the left.', 'Got it'],
  ['Good morning ☀️', 'Morning. Slept well?', 'Like a stone.'],
  ['I left the {thing} at your place', 'Saw it. I bring it along on {day}.'],
  ['Did the meeting move?', 'Yes, {day} at {time}.', 'Then I can make it after all.'],
  [
    'How was {place}?',
    'Windy, and full of geese. We walked to the lighthouse and back, and had {dish} in the only place that was open.',
    'Sounds perfect',
    'It was. Next time you come along.',
  ],
  [
    'Have you read the contract?',
    'Page four has the old date. The rest is fine.',
    'I have it corrected by {day}.',
  ],
  ['😂😂', 'I knew you would like that one'],
  ['Who waters the plants in August?', 'I can, from the 5th to the 19th.', 'You are a treasure ❤️'],
  [
    'The {thing} arrived',
    'Already?',
    'And it is blue, not green.',
    'Send it back?',
    'No, blue is better.',
  ],
  [
    'Could you look at the lock in {place}?',
    'On {day}, after {time}. Is the spare key where it was?',
    'Under the second pot.',
  ],
  ['Happy birthday 🎂', 'Thank you 🙂 There is cake at {time}, you know where.'],
  [
    'https://example.org/harbour/timetable has the new times',
    'The last ferry goes at {time} now? Good to know.',
  ],
  ['Is it raining at your end?', 'Not a drop.', 'Then I hang the washing out.'],
  [
    'I am at the market. Do we need anything?',
    'Lemons, bread, and something for {dish}.',
    'Lemons are gone. Limes?',
    'Limes are fine.',
  ],
  ['Can we speak tomorrow?', 'From {time} on, gladly.'],
  [
    'Notes from today: the boat needs a new {thing}, the sail is fine, and we should be at {place} before {time} because of the tide. I wrote the rest on the list in the cabin, with what it costs, so that we can decide on {day} without going through it all again.',
    'Thank you for writing that down.',
    '👍',
  ],
  ['Do you have the number of the dentist?', 'In the blue folder, first page.', 'Found.'],
  ['They moved the concert to {place}', 'Then let us take the bikes.', 'At {time}?', '{time}.'],
  ['Are you awake', 'No', '😄'],
  [
    'Grandma asks when you visit',
    'Tell her {day}. And that I bring {dish}.',
    'She says bring less than last time.',
  ],
  ['How long does the battery last?', 'Two days, if you leave the screen dark.'],
  [
    'Where did we park?',
    'Level 3, next to the red pillar.',
    'There are nine red pillars.',
    'The one with the sticker.',
  ],
  ['I will be ten minutes late', 'No hurry, the others are late too.'],
  ['Übermorgen um {time} am Bahnhof?', 'Passt. Ich nehme das große Zelt mit.'],
  ['هل وصلت؟', 'نعم، وصلت قبل قليل', 'الحمد لله'],
  ['明日は何時に着きますか？', '{time}ごろに着きます', '駅で待っています'],
  ['Can I borrow the {thing} for {day}?', 'Of course. It squeaks a little.'],
  [
    'What was the name of that film?',
    'The one with the lighthouse? No idea any more.',
    'Me neither, and I saw it twice.',
  ],
  ['Have you eaten?', 'Just {dish}, standing in the kitchen.'],
  ['The ticket costs 24.50 there and back', 'Then take two, I pay you back on {day}.'],
  ['Heard anything from the landlord?', 'He comes on {day}. Finally.'],
  ['Look outside', 'Wow', 'Right?', 'I have never seen it that red.'],
];

export const fillings: Readonly<Record<string, readonly string[]>> = {
  place: [
    'the boat house',
    'the old school',
    'Harbour Street 12',
    'the cellar',
    'the lighthouse',
    'the workshop',
    'the north beach',
  ],
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  time: ['7:30', '9:15', '10:00', '14:20', '17:45', '18:00', '20:30'],
  thing: ['tent', 'drill', 'blue folder', 'rope', 'ladder', 'lamp', 'thermos', 'charger'],
  dish: ['dumplings', 'lentil soup', 'pancakes', 'fried rice', 'flatbread', 'plum cake', 'noodles'],
};

export const names: readonly string[] = [
  'Anouk Okafor',
  'Tomasz Kowalczyk-Lindqvist',
  'Mira Santos',
  'Jonas Weber',
  'Ines Duarte',
  'Li Na',
  'Paul Achterberg',
  'Yara Haddad',
  'Kenji Watanabe',
  'Bo',
  'Grandma',
  'Samira El-Amin',
  'Oskar Nyström',
  'Ruth Abernathy',
  'Dr. Maximiliane von Hohenfels-Wittgenstein',
  'Emeka Obi',
  'Lucía Fernández',
  'Tove',
  'ليلى منصور',
  '高橋 さくら',
  'Ivo Petrov',
  'Nadia Rahmani',
  'Fionn O’Sullivan',
  'Greta Holm',
];

export const groupNames: readonly {
  readonly title: string;
  readonly about: string;
  /** How many are in it, as far as there are people. */
  readonly members: number;
}[] = [
  {
    title: 'Harbour sailing club',
    about: 'Tides, boats and who brings the rope. Training on Thursdays at the north beach.',
    members: 14,
  },
  { title: 'Family', about: 'Everybody, also Grandma.', members: 6 },
  { title: 'Field team 7', about: '', members: 5 },
  { title: 'House meeting', about: 'Ground floor to attic', members: 9 },
];
