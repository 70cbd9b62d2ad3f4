/** Where a link may lead: http, https, mailto and tel. Merge fields may stand in it. */
export function allowed(url: string): boolean {
  const bare = url.trim().replace(/\{\{[^{}]*\}\}/g, 'x');
  return /^(https?:\/\/[^\s]+|mailto:[^\s@]+@[^\s]+|tel:[+\d][\d\s().-]*)$/i.test(bare);
}

/** What somebody means who types an address; undefined if it may not be linked. */
export function address(typed: string): string | undefined {
  const url = typed.trim();
  if (url === '') return undefined;
  if (allowed(url)) return url;
  if (/^[a-z][a-z\d+.-]*:/i.test(url) && !/^[\w.-]+:\d+(\/|$)/.test(url)) return undefined;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(url)) return `mailto:${url}`;
  if (/^\+?[\d][\d\s().-]{4,}$/.test(url)) return `tel:${url.replace(/[^+\d]/g, '')}`;
  if (/^[^\s/]+\.[^\s/]{2,}(\/\S*)?$/.test(url)) return `https://${url}`;
  return undefined;
}
