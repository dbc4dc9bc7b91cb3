/** The titles of the pages, on screens and in the headset alike. */
export const TITLES = {
  place: 'Place',
  models: 'Models',
  selection: 'Selection',
  session: 'Session',
  people: 'People',
  activity: 'Activity',
  pictures: 'Pictures',
  statistics: 'Statistics',
  sessions: 'Sessions',
  align: 'Align',
  settings: 'Settings',
};

/** People's page while `n` of them ask for something. */
export const peopleAsking = (n: number): string => `${TITLES.people} (${n})`;

/** The pages about a session, for who cannot see them. */
export const ABOUT = 'About this session';
