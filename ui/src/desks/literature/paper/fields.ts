/** The merge fields that a text may have, as the core knows them. */
export const FIELDS = [
  'first_name',
  'last_name',
  'name',
  'salutation',
  'greeting',
  'outlet',
  'role',
  'city',
  'country',
];
