/** Whether a file of this name is a picture that a text can show. */
export const isPicture = (name: string): boolean => /\.(jpe?g|png|gif|webp)$/i.test(name);
