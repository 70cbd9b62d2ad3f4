/** How an account signs in, while it is entered. */
import type { Preset, Provider, SignIn, SignInCard } from '../../ipc/bindings';

export class SignInDraft {
  how = $state<'browser' | 'password'>('password');
  provider = $state<Provider>('other');
  clientId = $state('');
  tenant = $state('');
  secret = $state('');
  authorizeUrl = $state('');
  tokenUrl = $state('');
  scopes = $state('');
  hasSecret = $state(false);
  #port: number | null = null;
  #chosen = false;

  /** What is kept already. */
  know(card: SignInCard): void {
    this.hasSecret = card.has_secret;
    if (card.proposed) this.provider = card.proposed;
    if (!card.fields) return;
    const { fields } = card;
    this.how = 'browser';
    this.#chosen = true;
    this.provider = fields.provider;
    this.clientId = fields.client_id;
    this.tenant = fields.tenant;
    this.authorizeUrl = fields.authorize_url;
    this.tokenUrl = fields.token_url;
    this.scopes = fields.scopes;
    this.#port = fields.port;
  }

  /** Another provider's server: Microsoft wants its users to sign in (A5). What was chosen stays. */
  take(preset: Preset): void {
    if (preset.sign_in) this.provider = preset.sign_in;
    if (!this.#chosen) this.how = preset.sign_in === 'microsoft' ? 'browser' : 'password';
  }

  choose(how: 'browser' | 'password'): void {
    this.#chosen = true;
    this.how = how;
  }

  input(): SignIn {
    const own = this.provider === 'other';
    return {
      provider: this.provider,
      client_id: this.clientId.trim(),
      tenant: this.provider === 'microsoft' ? this.tenant.trim() : '',
      authorize_url: own ? this.authorizeUrl.trim() : '',
      token_url: own ? this.tokenUrl.trim() : '',
      scopes: own ? this.scopes.trim() : '',
      port: this.#port,
    };
  }
}
