/** Languages that are offered; any other can be written. */
export const LANGUAGES: readonly string[] = [
  'en-GB',
  'en-US',
  'de',
  'fr',
  'nl',
  'es',
  'it',
  'pt',
  'pl',
  'da',
  'sv',
  'nb',
  'fi',
  'ja',
  'ar',
  'he',
];
