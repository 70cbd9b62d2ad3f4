/** An embargo in words: when it lifts, on the clock that was agreed on. */
import type { Embargo } from '../../ipc/bindings';
import { reader, zoneCity } from '../../text/index.svelte';

/** `Thursday 26 November 2026, 06:00 London`. */
export function liftLine(embargo: Embargo): string {
  const [date = '', time = ''] = embargo.local.split(' ');
  const day = new Date(`${date}T00:00:00Z`);
  const words = Number.isNaN(day.getTime())
    ? date
    : new Intl.DateTimeFormat(reader.tag, { dateStyle: 'full', timeZone: 'UTC' }).format(day);
  return `${words}, ${time} ${zoneCity(embargo.zone)}`;
}

/** How long it is until an instant, in days and hours. */
export function until(at: number, now = Date.now()): { d: number; h: number } {
  const hours = Math.max(0, Math.round((at - now) / 3_600_000));
  return { d: Math.floor(hours / 24), h: hours % 24 };
}
