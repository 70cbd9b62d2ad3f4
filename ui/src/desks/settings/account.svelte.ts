/** An account while it is entered: texts as typed, until the core judges them. */
import type { AccountCard, AccountInput, Preset, Tls } from '../../ipc/bindings';
import { mailbox } from './mailbox';

const MEGABYTE = 1_000_000;
const PORTS: Record<Tls, number> = { implicit: 465, starttls: 587, none: 25 };

/** A limit as typed: empty is none, anything but a number from 1 up is NaN, which no field accepts. */
export function limit(text: string): number | null {
  const bare = text.trim().replace(/[\s.,'’]/g, '');
  if (bare === '') return null;
  const n = /^\d+$/.test(bare) ? Number(bare) : Number.NaN;
  return n >= 1 && n <= 4_294_967_295 ? n : Number.NaN;
}

/** Megabytes as typed, in bytes. */
export function size(text: string): number | null {
  const bare = text.trim().replace(',', '.');
  if (bare === '') return null;
  const n = Number(bare) * MEGABYTE;
  return n >= 1 && n <= 4_294_967_295 ? Math.round(n) : Number.NaN;
}

const shown = (n: number | null) => (n === null ? '' : String(n));
const megabytes = (n: number | null) => (n === null ? '' : String(Math.round(n / 100_000) / 10));

/** Fields that hold a number, by the name under which the core speaks of them. */
export type Figure = 'port' | 'per_minute' | 'per_hour' | 'per_day' | 'connections' | 'size_limit';

export class AccountDraft {
  kind = $state<AccountInput['kind']>('smtp');
  name = $state('');
  fromName = $state('');
  address = $state('');
  replyTo = $state('');
  preset = $state('other');
  host = $state('');
  port = $state('465');
  tls = $state<Tls>('implicit');
  user = $state('');
  perMinute = $state('');
  perHour = $state('');
  perDay = $state('');
  connections = $state('2');
  sizeLimit = $state('');
  /** What the user wrote of their own is never overwritten by a preset. */
  #touched = new Set<string>();
  #bytes: number | null = null;

  constructor(card?: AccountCard) {
    if (!card) return;
    const { fields } = card;
    this.kind = fields.kind;
    this.name = fields.name;
    this.fromName = card.from_name;
    this.address = card.from_address;
    this.replyTo = fields.reply_to;
    this.host = fields.server.host;
    this.port = String(fields.server.port);
    this.tls = fields.server.tls;
    this.user = fields.server.user;
    this.perMinute = shown(fields.per_minute);
    this.perHour = shown(fields.per_hour);
    this.perDay = shown(fields.per_day);
    this.connections = String(fields.connections);
    this.#bytes = fields.size_limit;
    this.sizeLimit = megabytes(fields.size_limit);
    for (const field of ['name', 'server', 'user', 'limits']) this.#touched.add(field);
  }

  touch(field: 'name' | 'server' | 'user' | 'limits'): void {
    this.#touched.add(field);
  }
  get serverIsTheirs(): boolean {
    return this.#touched.has('server');
  }

  /** A new address: the account is called by it and logs in as it, until the user says otherwise. */
  addressed(): void {
    const address = this.address.trim();
    if (!this.#touched.has('user')) this.user = address;
    if (!this.#touched.has('name')) this.name = address.includes('@') ? address : '';
  }

  /** Takes a provider's server and limits. */
  take(preset: Preset): void {
    this.preset = preset.id;
    this.host = preset.host;
    this.port = String(preset.port);
    this.tls = preset.tls;
    this.perMinute = shown(preset.per_minute);
    this.perHour = shown(preset.per_hour);
    this.perDay = shown(preset.per_day);
    this.connections = String(preset.connections);
    this.#bytes = preset.size_limit;
    this.sizeLimit = megabytes(preset.size_limit);
  }

  /** Another encryption: the usual port follows, one of the user's own stays. */
  encrypt(tls: Tls): void {
    if (Number(this.port) === PORTS[this.tls] || this.port.trim() === '') this.port = String(PORTS[tls]);
    this.tls = tls;
  }

  /** The fields whose text is no number that fits. */
  get odd(): Figure[] {
    const port = limit(this.port);
    const connections = limit(this.connections);
    const odd: [Figure, boolean][] = [
      ['port', this.kind === 'smtp' && !(port !== null && port <= 65_535)],
      ['per_minute', Number.isNaN(limit(this.perMinute))],
      ['per_hour', Number.isNaN(limit(this.perHour))],
      ['per_day', Number.isNaN(limit(this.perDay))],
      ['connections', !(connections !== null && connections <= 64)],
      ['size_limit', Number.isNaN(size(this.sizeLimit))],
    ];
    return odd.filter(([, bad]) => bad).map(([field]) => field);
  }

  input(): AccountInput {
    return {
      name: this.name.trim(),
      kind: this.kind,
      from: mailbox(this.fromName, this.address),
      reply_to: this.replyTo.trim(),
      server: { host: this.host.trim(), port: limit(this.port) ?? 0, tls: this.tls, user: this.user.trim() },
      per_minute: limit(this.perMinute),
      per_hour: limit(this.perHour),
      per_day: limit(this.perDay),
      connections: limit(this.connections) ?? 0,
      // What was only shown rounded stays as exact as it was.
      size_limit: this.sizeLimit === megabytes(this.#bytes) ? this.#bytes : size(this.sizeLimit),
    };
  }
}
