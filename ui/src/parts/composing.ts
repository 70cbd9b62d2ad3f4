/**
 * Whether a key belongs to an input method that is composing: its Enter takes the word, and sends nothing. WebKit tells
 * of the key that ends it only by its number.
 */
export const composing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
