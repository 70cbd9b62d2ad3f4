/** An embargo in words: when it lifts, on the clock that was agreed on. */
import type { Embargo } from '../../ipc/bindings';
import { reader } from '../../text/index.svelte';

/** `London` of `Europe/London`. */
export const zoneCity = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** `Thursday 26 November 2026, 06:00 London`. */
export function liftLine(embargo: Embargo): string {
  const [date = '', time = ''] = embargo.local.split(' ');
  const day = new Date(`${date}T00:00:00Z`);
  const words = Number.isNaN(day.getTime())
    ? date
    : new Intl.DateTimeFormat(reader.tag, { dateStyle: 'full', timeZone: 'UTC' }).format(day);
  return `${words}, ${time} ${zoneCity(embargo.zone)}`;
}
