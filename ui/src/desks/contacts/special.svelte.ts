/** A hint while somebody writes about a person: what the law protects most is kept with care (L15). The core knows the words. */
import { commands, type Special } from '../../ipc/bindings';
import { t } from '../../text/index.svelte';

/** Nobody is told while a word is half written. */
const PAUSE_MS = 300;

/** What `text` may speak of, as a hint; none where there is nothing to say. Called while a component is made. */
export function specialIn(text: () => string): { readonly hint: string | undefined } {
  let found = $state.raw<Special[]>([]);
  $effect(() => {
    const said = text();
    const timer = setTimeout(() => {
      commands.contactsSpecial(said).then(
        (all) => (found = all),
        () => (found = []),
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return {
    get hint() {
      return found.length ? t('special.hint', { what: found.map((one) => t(`special.${one}`)).join(', ') }) : undefined;
    },
  };
}
