/** Files that the page has by their bytes (pasted, picked in the page): how they go to the core. */
import type { NewFile } from './bindings';

/** The file as the core takes it. The browser writes base64 itself: fast, and a string crosses as it is. */
export function newFile(file: File): Promise<NewFile> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onerror = () => failed(reader.error ?? new Error(file.name));
    reader.onload = () => {
      const url = String(reader.result);
      // An empty file's address may end at its type.
      done({ name: file.name, bytes: url.includes(',') ? url.slice(url.indexOf(',') + 1) : '' });
    };
    reader.readAsDataURL(file);
  });
}
