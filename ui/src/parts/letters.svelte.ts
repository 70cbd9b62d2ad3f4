/** Whether single letters act in lists. Set by whoever knows what the user wants; on without anybody saying so. */
export const letters = $state({ act: true });

/** A key that is one letter or figure without a modifier, and that the user has turned off. */
export function isMuted(event: KeyboardEvent): boolean {
  return (
    !letters.act && event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey
  );
}
