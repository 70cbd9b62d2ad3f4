// Sends as many personal mails as asked for through nodemailer's pool, and says how many a second.
// node send.mjs PORT CONNECTIONS MESSAGES BYTES ATTACHED
import { createTransport } from "nodemailer";

const [port, connections, messages, bytes, attached] = process.argv.slice(2).map(Number);
const transport = createTransport({
  pool: true,
  host: "127.0.0.1",
  port,
  secure: false,
  ignoreTLS: true,
  maxConnections: connections,
  maxMessages: Infinity,
});
// Half of a mail's own bytes as text, half as HTML, as ours are.
const half = Math.max(1, Math.floor((bytes - attached * 1.37) / 2));
const paragraph = "The lens of 1874 is back on its carriage, four tonnes of glass and brass above the harbour.\n\n";
const words = paragraph.repeat(Math.ceil(half / paragraph.length)).slice(0, half);
const file = Buffer.alloc(attached, "tide");
const mail = (n) => ({
  from: "Ines Calder <press@harbourtrust.example.org>",
  to: `Person ${n} <person${n}@paper.example.net>`,
  subject: "The lens is back in its tower",
  text: `Dear person ${n},\n\n${words}`,
  html: `<p>Dear person ${n},</p><p>${words}</p>`,
  attachments: attached > 0 ? [{ filename: "the-lens.pdf", content: file }] : [],
});
const begun = performance.now();
await Promise.all(Array.from({ length: messages }, (_, n) => transport.sendMail(mail(n))));
console.log(messages / ((performance.now() - begun) / 1000));
transport.close();
