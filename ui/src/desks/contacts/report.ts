/** The report of an import, saved where somebody says: every row with what became of it. */
import { notices } from '../../app/notices.svelte';
import { commands, type ImportCard } from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';
import { saveAs } from '../../ipc/shell';
import { reader, t } from '../../text/index.svelte';

/** Asks where to, writes it, and says so; what goes wrong is told. */
export async function saveReport(of: ImportCard): Promise<void> {
  try {
    const to = await saveAs(t('import.reportName', { file: of.file.replace(/\.[^.]*$/, '') }), 'csv');
    if (!to) return;
    const n = await call(commands.importingSaveReport(of.id, to, reader.language));
    notices.tell(t('import.saved', { n, path: to }));
  } catch (thrown) {
    const failed = problemOf(thrown);
    // Whoever stopped it knows.
    if (failed.code !== 'importing.cancelled') notices.fail(failed);
  }
}
