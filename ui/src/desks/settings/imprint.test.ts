import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { notices } from '../../app/notices.svelte';
import { doneBy } from '../../app/past';
import { router } from '../../app/router.svelte';
import { asked, install, refuse } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
  for (const notice of notices.list) notices.dismiss(notice.id);
});

async function open(hash: string, more: Record<string, (args: never) => unknown> = {}) {
  install({ ...world('full'), ...more } as ReturnType<typeof world>);
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);

test('the postal address is kept when its field is left, and a fault stands at its field', async () => {
  let refused = true;
  const { container } = await open('#/settings/organisation', {
    rendering_set_imprint: () => {
      if (refused)
        refuse('rendering.imprint', { why: 'lines', most: 8 }, [
          { field: 'postal', row: null, column: null, length: null, what: null, proposal: null },
        ]);
      return null;
    },
  });
  const postal = await screen.findByLabelText('Where letters reach your organisation');
  await fireEvent.input(postal, { target: { value: '東京都港区\n'.repeat(9) } });
  await fireEvent.blur(postal);
  expect(await screen.findByText(/It takes 8 lines at most/)).toBeTruthy();
  expect(postal.getAttribute('aria-invalid')).toBe('true');
  expect(await faults(container)).toEqual([]);
  refused = false;
  await fireEvent.input(postal, { target: { value: '1 Quay Street\nHull' } });
  await fireEvent.blur(postal);
  await waitFor(() =>
    expect(sent('rendering_set_imprint').at(-1)).toEqual({ imprint: { postal: '1 Quay Street\nHull', contact: '' } }),
  );
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('Mails say from now on how you are reached.'));
});

test('history says by which program, and of acts of before nothing', () => {
  expect(doneBy({ by: 'Ines Calder', via: null })).toBe('Ines Calder');
  expect(doneBy({ by: 'Ines Calder', via: 'window' })).toBe('Ines Calder, in the window');
  expect(doneBy({ by: 'Ines Calder', via: 'command-line' })).toBe('Ines Calder, on the command line');
  expect(doneBy({ by: 'Ines Calder', via: 'agent' })).toBe('Ines Calder, the agent');
});
