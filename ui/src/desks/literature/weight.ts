/** Some programs cut a mail's HTML off beyond this, in bytes. */
export const CLIPPED = 102 * 1024;

/** What the HTML of a mail weighs: in the mail its pictures are parts of their own, only the preview has them within. */
export const weight = (html: string): number =>
  new TextEncoder().encode(html.replace(/data:image\/[a-z+]+;base64,[A-Za-z0-9+/=]*/g, 'cid:0000000000000000')).length;
