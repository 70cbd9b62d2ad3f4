/** Whom a distribution goes to, in words. */
import { t } from './index.svelte';

/** An audience as people name it: what the window itself asks for has words of its own. */
export function audienceName(to: string): string {
  if (to === 'kind:employee') return t('send.colleagues');
  return /^person:\d+$/.test(to) ? t('send.onePerson') : to;
}

/** The line of a sum that says who is in an audience. */
export function inAudience(to: string): string {
  const name = audienceName(to);
  return name === to ? t('send.in', { audience: to }) : name;
}
