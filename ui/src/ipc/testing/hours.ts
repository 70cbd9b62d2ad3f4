/** When letters may leave, and what pauses them, for the double: as the settings of a workspace keep it. */
import type { Breakers, Schedule, UsualHours } from '../bindings';
import type { Answer } from './double';

/** The commands over working hours and breakers. */
export function hours(): Record<string, Answer> {
  let breakers: Breakers = { domain_running: 5, domain_percent: 20, lost: 3, equal: 3, first_hundred: 5 };
  let usual: UsualHours = {
    on: false,
    hours: {
      days: [1, 2, 3, 4, 5],
      from: 540,
      to: 1080,
      zone: 'Europe/London',
      theirs: true,
      holidays: ['2026-12-25'],
      since: null,
    },
  };
  return {
    distribution_breakers: () => breakers,
    distribution_set_breakers: ({ wanted }) => (breakers = wanted as unknown as Breakers),
    distribution_usual_hours: () => usual,
    distribution_set_usual_hours: ({ wanted }) => (usual = wanted as unknown as UsualHours),
    distribution_everywhere: ({ said, hours: within }) => {
      const schedule = said as unknown as Schedule;
      const kept = within as unknown as UsualHours['hours'] | null;
      const always = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440, holidays: [] };
      return {
        hours: { ...(kept ?? always), zone: schedule.zone, theirs: true, since: schedule.local },
        schedule: { ...schedule, zone: 'Pacific/Kiritimati' },
      };
    },
  };
}
