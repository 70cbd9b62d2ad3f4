/** Whether a path is that of a Word document, of whatever age. */
export const isWord = (path: string): boolean => /\.(docx|docm|dotx|doc)$/i.test(path);
