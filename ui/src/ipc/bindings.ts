// Written by hand in the form that the exporter uses, until it exists: what the window asks of the shell.
import { type Channel, invoke } from '@tauri-apps/api/core';

export type Result<T, E> = { status: 'ok'; data: T } | { status: 'error'; error: E };

export type Message = { key: string; params: { [name in string]?: Value } };
export type Value = number | string;
export type Kind = 'refusal' | 'missing' | 'needs-consent' | 'copy' | 'failure';
export type Place = {
  field: string | null;
  row: number | null;
  column: number | null;
  length: number | null;
  what: Message | null;
  proposal: string | null;
};
export type Problem = { code: string; kind: Kind; what: Message; todo: Message | null; places: Place[] };

export type WorkspaceCard = {
  organisation: string;
  path: string;
  uid: string;
  bytes: number;
  backed_up_at: number | null;
  backup_trouble: Message | null;
  synced_folder: boolean;
};
export type Undone = { action: number; label: Message; left: Message | null };
export type Check = { name: string; ok: boolean; detail: string };
export type BackupCard = { path: string; made_at: number; bytes: number };
export type Backups = { folder: string; copies: BackupCard[] };
export type ActionCard = {
  id: number;
  label: Message;
  actor: string;
  at: number;
  undone: boolean;
  undoes: number | null;
};
export type Progress = { done: number; total: number | null };
export type Outcome = { state: 'running' } | { state: 'done' } | { state: 'cancelled' } | { state: 'failed'; problem: Problem };
export type JobCard = { id: number; title: Message; progress: Progress; outcome: Outcome };

/** What this window shows: a workspace, or (null) the welcome. */
export type WindowState = { workspace: WorkspaceCard | null; folder: string; user: string };
export type RecentWorkspace = {
  path: string;
  organisation: string;
  folder: string;
  bytes: number;
  opened_at: number;
  /** Why it cannot be opened now. */
  missing: boolean;
};


export type PersonKind = 'journalist' | 'employee' | 'client' | 'public';
export type Basis = 'legitimate-interest' | 'consent' | 'contract';
export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained' | 'erased' | 'asked';
export type AddressInput = { address: string; source: string; sourced_on: string; basis: Basis; basis_note: string };
export type PhoneInput = { number: string; label: string };
export type PersonInput = {
  kind: PersonKind;
  name: string;
  given_name: string;
  family_name: string;
  salutation: string;
  greeting: string;
  role: string;
  outlet: string;
  beats: string[];
  city: string;
  country: string;
  language: string;
  time_zone: string;
  notes: string;
  addresses: AddressInput[];
  phones: PhoneInput[];
};
export type Column =
  | 'name'
  | 'kind'
  | 'outlet'
  | 'role'
  | 'beats'
  | 'city'
  | 'country'
  | 'language'
  | 'address'
  | 'bars';
export type ViewQuestion = {
  query: string | null;
  segment: string | null;
  search: string;
  sort: Column;
  descending: boolean;
};
export type ViewCard = { id: number; count: number };
export type PersonRow = {
  id: number;
  kind: PersonKind;
  name: string;
  outlet: string;
  role: string;
  beats: string[];
  city: string;
  country: string;
  language: string;
  address: string;
  do_not_contact: boolean;
  suppressed: boolean;
};
export type Noted = { at: number; reason: string };
export type SuppressionCard = {
  id: number;
  address: string | null;
  reason: SuppressionReason;
  evidence: string;
  at: number;
  lifted: Noted | null;
};
export type AddressState = {
  address: string;
  role_mailbox: boolean;
  suppressed: SuppressionCard | null;
  shared_with: number[];
};
export type PersonCard = {
  id: number;
  fields: PersonInput;
  greeting: string;
  do_not_contact: Noted | null;
  addresses: AddressState[];
  created_at: number;
  changed_at: number;
};
export type PersonPatch = { [Field in keyof PersonInput]: PersonInput[Field] | null };
export type Suggested = 'outlet' | 'beat' | 'city' | 'role' | 'source';

export type EmbargoMode = 'none' | 'under' | 'lift';
export type DeliveryState =
  | 'planned'
  | 'claimed'
  | 'in-flight'
  | 'accepted'
  | 'refused-temporary'
  | 'refused-permanent'
  | 'uncertain'
  | 'cancelled';
export type DistributionState = 'scheduled' | 'holding' | 'sending' | 'paused' | 'stopped' | 'finished';
export type Because =
  | 'user'
  | 'hold'
  | 'first'
  | 'limit'
  | 'account'
  | 'domain'
  | 'late'
  | 'approval'
  | 'copy'
  | 'crisis';
export type Exclusion =
  | 'do-not-contact'
  | 'suppressed'
  | 'no-address'
  | 'bad-address'
  | 'same-address'
  | 'left-out-segment'
  | 'left-out-by-hand'
  | 'internal-list'
  | 'external-list'
  | 'recently-pitched'
  | 'already-has'
  | 'uncertain-before';
export type SendRequest = {
  document: number;
  account: number;
  to: string;
  except: string[];
  left_out: number[];
  put_back: number[];
  recent_days: number;
  follow: boolean;
  embargo: EmbargoMode;
  hold_ms: number;
  go_on: boolean;
  parent: number | null;
};
export type ExclusionSum = { reason: Exclusion; count: number; names: string[] };
export type LeftOutCard = { person: number; name: string; reason: Exclusion; detail: string };
export type FindingCard = { blocks: boolean; what: Message; person: number | null; places: Place[] };
export type Review = {
  audience: number;
  exclusions: ExclusionSum[];
  recipients: number;
  people: number[];
  revision: number;
  attachments: number;
  biggest: number;
  size_limit: number | null;
  from: string;
  findings: FindingCard[];
  forecast_at: number;
  forecast_assumes: Message;
  lift_at: number | null;
  seal: string;
};
export type ExcludedCount = { reason: Exclusion; count: number };
export type DistributionCard = {
  distribution: number;
  document: number;
  title: string;
  revision: number;
  revision_number: number;
  account: number;
  from: string;
  parent: number | null;
  audience: string;
  state: DistributionState;
  because: Because | null;
  trouble: Message | null;
  recipients: number;
  excluded: ExcludedCount[];
  waiting: number;
  accepted: number;
  refused: number;
  retrying: number;
  uncertain: number;
  cancelled: number;
  bytes: number;
  spent_ms: number | null;
  forecast_at: number | null;
  hold_until: number;
  due_at: number | null;
  next_try_at: number | null;
  created_at: number;
  created_by: string;
};
export type DeliveryCard = {
  delivery: number;
  person: number;
  name: string | null;
  address: string | null;
  state: DeliveryState;
  because: Because | null;
  says: Message;
  message_id: string;
  attempts: number;
  reply: string | null;
  server: string | null;
  tls: string | null;
  bytes: number | null;
  next_try_at: number | null;
  at: number;
};
export type Settle = 'accepted' | 'again' | 'leave';
export type Which = { which: 'all' } | { which: 'one'; delivery: number } | { which: 'address'; address: string };

export type QueryValue = { how: 'is' | 'begins' | 'contains'; text: string } | { how: 'empty' };
export type Query =
  | { chip: 'field'; field: string; values: QueryValue[] }
  | { chip: 'words'; text: string }
  | { chip: 'not'; of: Query }
  | { chip: 'all'; of: Query[] }
  | { chip: 'any'; of: Query[] };
export type Answer = { text: string; chips: Query; notes: Message[]; count: number };
export type SegmentCard = { id: number; name: string; text: string; count: number | null; changed_at: number };
export type OpenSegment = { id: number; name: string; answer: Answer; changed_at: number };
export type Completion = { column: number; length: number; text: string; label: string };
export type AccountKind = 'smtp' | 'practice';
export type Tls = 'implicit' | 'starttls' | 'none';
export type ServerChoice = { host: string; port: number; tls: Tls; user: string };
export type AccountInput = {
  name: string;
  kind: AccountKind;
  from: string;
  reply_to: string;
  server: ServerChoice;
  per_minute: number | null;
  per_hour: number | null;
  per_day: number | null;
  connections: number;
  size_limit: number | null;
};
export type AccountCard = { id: number; fields: AccountInput; from_name: string; from_address: string };
export type Kept = 'keychain' | 'this-run' | 'nowhere';
export type PresetLogin = 'password' | 'app-password' | 'password-ending' | 'no-password';
export type Preset = {
  id: string;
  name: string;
  domains: string[];
  host: string;
  port: number;
  tls: Tls;
  login: PresetLogin;
  per_minute: number | null;
  per_hour: number | null;
  per_day: number | null;
  connections: number;
  size_limit: number | null;
};
export type Presets = { as_of: string; presets: Preset[] };
export type TestStep = 'reached' | 'encrypted' | 'logged-in' | 'sender';
export type Tested = { server: string; tls: string; size_limit: number | null };
export type OwnAddressCard = { address: string; confirmed_at: number | null };
export type Language = 'en' | 'de';
export type Conduct = 'accept' | 'refuse' | 'busy' | 'delay' | 'lose';
export type PracticeRule = { pattern: string; conduct: Conduct };
export type PracticeConduct = { overall: Conduct; rules: PracticeRule[] };
export type PracticeMail = { id: number; at: number; from: string; to: string; subject: string; bytes: number };
export type PracticeLetter = PracticeMail & {
  html: string;
  text: string;
  headers: string;
  files: { name: string; media_type: string; bytes: number }[];
};
export type DocumentKind = 'press-release' | 'article' | 'statement' | 'announcement';
export type Gravity = 'warning' | 'error';
export type Finding = { gravity: Gravity; what: Message; place: Place };
export type Embargo = { local: string; zone: string; at: number };
export type Front = {
  headline: string | null;
  subject: string | null;
  preheader: string | null;
  subhead: string | null;
  dateline: string | null;
  embargo: string | null;
  language: string | null;
  kind: string | null;
};
export type NewDocument = { kind: DocumentKind; headline: string; language: string };
export type DocumentCard = {
  id: number;
  kind: DocumentKind;
  headline: string;
  language: string;
  embargo_at: number | null;
  created_at: number;
  edited_at: number;
  attachments: number;
  revision: number | null;
};
export type Attachment = {
  asset: number;
  name: string;
  media_type: string;
  bytes: number;
  sha256: string;
  position: number;
  inline: boolean;
  content_id: string;
  alt: string;
};
export type DocumentView = {
  card: DocumentCard;
  text: string;
  front: Front;
  embargo: Embargo | null;
  words: number;
  files: Attachment[];
  encoded_bytes: number;
  findings: Finding[];
};
export type Saved = { at: number; headline: string; words: number; findings: Finding[] };
export type Why = 'named' | 'tested' | 'distributed' | 'idle' | 'restored';
export type RevisionCard = {
  id: number;
  number: number;
  why: Why;
  name: string | null;
  actor: string;
  made_at: number;
  hash: string;
  words: number;
};
export type NewFile = { name: string; bytes: number[] };
export type AttachReport = { attached: Attachment[]; refused: Problem[]; encoded_bytes: number };
export type PreviewCard = { subject: string; html: string; text: string; web: string; to: string; from: string; files: string[] };

export type ImportField =
  | 'name'
  | 'given-name'
  | 'family-name'
  | 'salutation'
  | 'greeting'
  | 'address'
  | 'other-address'
  | 'phone'
  | 'phone-label'
  | 'outlet'
  | 'role'
  | 'beats'
  | 'city'
  | 'country'
  | 'language'
  | 'time-zone'
  | 'notes'
  | 'kind'
  | 'source'
  | 'sourced-on'
  | 'basis'
  | 'basis-note'
  | 'do-not-contact';
export type ColumnMapping = { column: string; field: ImportField | null; split: string | null };
export type Mapping = {
  delimiter: string;
  encoding: string;
  header: boolean;
  columns: ColumnMapping[];
  empty_overwrites: boolean;
};
export type FileForm = { delimiter: string | null; encoding: string | null; header: boolean | null };
export type ColumnCard = { name: string; samples: string[]; filled: number };
export type Inspection = {
  file: string;
  rows: number;
  bytes: number;
  columns: ColumnCard[];
  mapping: Mapping;
  remembered: boolean;
  source: string;
  basis: Basis;
};
export type StageRequest = {
  path: string;
  mapping: Mapping;
  kind: PersonKind;
  source: string;
  basis: Basis;
  basis_note: string;
};
export type Counts = {
  rows: number;
  new: number;
  changed: number;
  unchanged: number;
  duplicate: number;
  refused: number;
};
export type ImportState = 'staging' | 'staged' | 'applied' | 'undone';
export type ImportCard = {
  id: number;
  file: string;
  path: string;
  state: ImportState;
  kind: PersonKind;
  source: string;
  basis: Basis;
  mapping: Mapping;
  counts: Counts;
  adds: number;
  changes: number;
  action: number | null;
  created_at: number;
  applied_at: number | null;
  undo_left: Message | null;
};
export type Verdict = 'new' | 'changed' | 'unchanged' | 'duplicate' | 'refused';
export type Decision = 'as-proposed' | 'skip' | 'merge' | 'separate';
export type FieldChange = { field: ImportField; from: string; to: string };
export type Fault = {
  what: Message;
  field: ImportField | null;
  column: number | null;
  text: string;
  proposal: string | null;
};
export type RowCard = {
  row: number;
  verdict: Verdict;
  decision: Decision;
  name: string;
  address: string;
  person: number | null;
  what: Message | null;
  changes: FieldChange[];
  fault: Fault | null;
  barred: Message | null;
};
export type ImportWhich = { rows: number[] } | { all: Verdict };

export type MessageInput = { id: number | null; text: string };
export type CampaignInput = { name: string; aim: string; starts_on: string; ends_on: string; messages: MessageInput[] };
export type CampaignPatch = {
  name: string | null;
  aim: string | null;
  starts_on: string | null;
  ends_on: string | null;
  messages: MessageInput[] | null;
};
export type Sum = {
  recipients: number;
  waiting: number;
  accepted: number;
  refused: number;
  retrying: number;
  uncertain: number;
  cancelled: number;
};
export type CampaignCard = {
  id: number;
  name: string;
  aim: string;
  starts_on: string | null;
  ends_on: string | null;
  documents: number;
  distributions: number;
  sum: Sum;
  changed_at: number;
};
export type KeyMessage = { id: number; text: string };
export type OpenCampaign = {
  card: CampaignCard;
  messages: KeyMessage[];
  documents: DocumentCard[];
  distributions: DistributionCard[];
  earlier: number;
};
export type CampaignName = { id: number; name: string };
export type Belonging = { document: number; campaign: CampaignName };

async function typed<T>(answer: Promise<T>): Promise<Result<T, Problem>> {
  try {
    return { status: 'ok', data: await answer };
  } catch (e) {
    if (e instanceof Error) throw e;
    return { status: 'error', error: e as Problem };
  }
}

export const commands = {
  windowState: () => typed<WindowState>(invoke('window_state')),
  windowRecent: () => typed<RecentWorkspace[]>(invoke('window_recent')),
  windowChoosePlace: (organisation: string) => typed<string | null>(invoke('window_choose_place', { organisation })),
  windowCreate: (organisation: string, user: string, path: string | null) =>
    typed<null>(invoke('window_create', { organisation, user, path })),
  windowChooseOpen: () => typed<string | null>(invoke('window_choose_open')),
  windowOpen: (path: string) => typed<null>(invoke('window_open', { path })),
  windowOpenSample: () => typed<null>(invoke('window_open_sample')),
  windowForgetRecent: (path: string) => typed<null>(invoke('window_forget_recent', { path })),
  windowZoom: (factor: number) => typed<null>(invoke('window_zoom', { factor })),
  workspaceInfo: () => typed<WorkspaceCard>(invoke('workspace_info')),
  workspaceRename: (organisation: string) => typed<null>(invoke('workspace_rename', { organisation })),
  workspaceUndo: (action: number | null) => typed<Undone>(invoke('workspace_undo', { action })),
  workspaceRedo: () => typed<Undone>(invoke('workspace_redo')),
  workspaceVerify: () => typed<Check[]>(invoke('workspace_verify')),
  workspaceBackup: (to: string) => typed<null>(invoke('workspace_backup', { to })),
  workspaceBackupDaily: () => typed<string | null>(invoke('workspace_backup_daily')),
  workspaceBackups: () => typed<Backups>(invoke('workspace_backups')),
  workspaceRestore: (from: string, to: string) => typed<null>(invoke('workspace_restore', { from, to })),
  workspaceHistory: (limit: number) => typed<ActionCard[]>(invoke('workspace_history', { limit })),
  jobsList: () => typed<JobCard[]>(invoke('jobs_list')),
  jobsCancel: (job: number) => typed<null>(invoke('jobs_cancel', { job })),
  jobsDismiss: (job: number) => typed<null>(invoke('jobs_dismiss', { job })),
  campaignsList: () => typed<CampaignCard[]>(invoke('campaigns_list')),
  campaignsShow: (id: number) => typed<OpenCampaign>(invoke('campaigns_show', { id })),
  campaignsAdd: (campaign: CampaignInput) => typed<CampaignCard>(invoke('campaigns_add', { campaign })),
  campaignsEdit: (id: number, patch: CampaignPatch) => typed<CampaignCard>(invoke('campaigns_edit', { id, patch })),
  campaignsDelete: (id: number) => typed<null>(invoke('campaigns_delete', { id })),
  campaignsPut: (id: number, document: number) => typed<CampaignCard>(invoke('campaigns_put', { id, document })),
  campaignsTakeOut: (document: number) => typed<null>(invoke('campaigns_take_out', { document })),
  campaignsGather: (id: number) => typed<CampaignCard>(invoke('campaigns_gather', { id })),
  campaignsOfDocument: (document: number) =>
    typed<CampaignName | null>(invoke('campaigns_of_document', { document })),
  campaignsBelonging: () => typed<Belonging[]>(invoke('campaigns_belonging')),
  contactsShow: (id: number) => typed<PersonCard>(invoke('contacts_show', { id })),
  contactsAdd: (person: PersonInput) => typed<PersonCard>(invoke('contacts_add', { person })),
  contactsEdit: (id: number, patch: PersonPatch) => typed<PersonCard>(invoke('contacts_edit', { id, patch })),
  contactsDelete: (people: number[]) => typed<number>(invoke('contacts_delete', { people })),
  contactsDoNotContact: (id: number, reason: string) =>
    typed<PersonCard>(invoke('contacts_do_not_contact', { id, reason })),
  contactsAllowContact: (id: number, reason: string) =>
    typed<PersonCard>(invoke('contacts_allow_contact', { id, reason })),
  contactsUnsubscribe: (id: number, evidence: string) =>
    typed<number>(invoke('contacts_unsubscribe', { id, evidence })),
  contactsUnsuppress: (address: string, reason: string) =>
    typed<null>(invoke('contacts_unsuppress', { address, reason })),
  contactsSuggest: (what: Suggested, beginning: string) =>
    typed<string[]>(invoke('contacts_suggest', { what, beginning })),
  distributionReview: (request: SendRequest) => typed<Review>(invoke('distribution_review', { request })),
  distributionReviewLeftOut: (request: SendRequest) =>
    typed<LeftOutCard[]>(invoke('distribution_review_left_out', { request })),
  distributionSend: (request: SendRequest, seal: string) =>
    typed<DistributionCard>(invoke('distribution_send', { request, seal })),
  distributionTestMail: (document: number, account: number, to: string, asPerson: number | null) =>
    typed<string>(invoke('distribution_test_mail', { document, account, to, asPerson })),
  distributionList: () => typed<DistributionCard[]>(invoke('distribution_list')),
  distributionShow: (id: number) => typed<DistributionCard>(invoke('distribution_show', { id })),
  distributionLeftOut: (id: number) => typed<LeftOutCard[]>(invoke('distribution_left_out', { id })),
  distributionOpenView: (id: number, states: DeliveryState[], search: string) =>
    typed<number>(invoke('distribution_open_view', { id, states, search })),
  distributionViewRows: (from: number, to: number) =>
    typed<DeliveryCard[]>(invoke('distribution_view_rows', { from, to })),
  distributionTakeBack: (id: number) => typed<DistributionCard>(invoke('distribution_take_back', { id })),
  distributionPause: (id: number) => typed<DistributionCard>(invoke('distribution_pause', { id })),
  distributionResume: (id: number) => typed<DistributionCard>(invoke('distribution_resume', { id })),
  distributionStop: (id: number) => typed<DistributionCard>(invoke('distribution_stop', { id })),
  distributionResolve: (id: number, which: Which, how: Settle) =>
    typed<number>(invoke('distribution_resolve', { id, which, how })),
  distributionRetry: (id: number) => typed<number>(invoke('distribution_retry', { id })),
  distributionMissing: (id: number) => typed<SendRequest>(invoke('distribution_missing', { id })),
  distributionExportCsv: (id: number, to: string) => typed<number>(invoke('distribution_export_csv', { id, to })),
  segmentsOpenView: (question: ViewQuestion) => typed<ViewCard>(invoke('segments_open_view', { question })),
  segmentsViewRows: (view: number, from: number, to: number) =>
    typed<(PersonRow | null)[]>(invoke('segments_view_rows', { view, from, to })),
  segmentsViewPeople: (view: number, from: number, to: number) =>
    typed<number[]>(invoke('segments_view_people', { view, from, to })),
  segmentsCloseView: (view: number) => typed<null>(invoke('segments_close_view', { view })),
  segmentsAsk: (text: string) => typed<Answer>(invoke('segments_ask', { text })),
  segmentsAskChips: (chips: Query) => typed<Answer>(invoke('segments_ask_chips', { chips })),
  segmentsComplete: (text: string, cursor: number) =>
    typed<Completion[]>(invoke('segments_complete', { text, cursor })),
  segmentsFields: () => typed<string[]>(invoke('segments_fields')),
  segmentsSave: (name: string, text: string) => typed<SegmentCard>(invoke('segments_save', { name, text })),
  segmentsChange: (id: number, name: string | null, text: string | null) =>
    typed<SegmentCard>(invoke('segments_change', { id, name, text })),
  segmentsShow: (nameOrNumber: string) => typed<OpenSegment>(invoke('segments_show', { nameOrNumber })),
  segmentsDelete: (nameOrNumber: string) => typed<number>(invoke('segments_delete', { nameOrNumber })),
  segmentsList: () => typed<SegmentCard[]>(invoke('segments_list')),
  accountsList: () => typed<AccountCard[]>(invoke('accounts_list')),
  literatureAdd: (newDocument: NewDocument) => typed<DocumentCard>(invoke('literature_add', { new: newDocument })),
  literatureList: () => typed<DocumentCard[]>(invoke('literature_list')),
  literatureShow: (id: number) => typed<DocumentView>(invoke('literature_show', { id })),
  literatureSave: (id: number, text: string) => typed<Saved>(invoke('literature_save', { id, text })),
  literatureDelete: (id: number) => typed<null>(invoke('literature_delete', { id })),
  literatureHistory: (id: number) => typed<RevisionCard[]>(invoke('literature_history', { id })),
  literatureNameRevision: (id: number, name: string) =>
    typed<RevisionCard>(invoke('literature_name_revision', { id, name })),
  literatureRestore: (id: number) => typed<null>(invoke('literature_restore', { id })),
  literatureAttach: (id: number, files: NewFile[]) => typed<AttachReport>(invoke('literature_attach', { id, new: files })),
  literatureAttachPaths: (id: number, paths: string[]) =>
    typed<AttachReport>(invoke('literature_attach_paths', { id, paths })),
  literatureAddPicture: (id: number, file: NewFile, alt: string) =>
    typed<Attachment>(invoke('literature_add_picture', { id, file, alt })),
  literatureDetach: (id: number, name: string) => typed<null>(invoke('literature_detach', { id, name })),
  literatureReorder: (id: number, names: string[]) =>
    typed<Attachment[]>(invoke('literature_reorder', { id, names })),
  accountsAdd: (input: AccountInput) => typed<AccountCard>(invoke('accounts_add', { input })),
  accountsEdit: (id: number, input: AccountInput) => typed<AccountCard>(invoke('accounts_edit', { id, input })),
  accountsRemove: (id: number) => typed<null>(invoke('accounts_remove', { id })),
  accountsKeepPassword: (id: number, password: string) =>
    typed<Kept>(invoke('accounts_keep_password', { id, password })),
  accountsUsePassword: (id: number, password: string) => typed<null>(invoke('accounts_use_password', { id, password })),
  accountsTest: (id: number, tell: Channel<TestStep>) => typed<Tested>(invoke('accounts_test', { id, tell })),
  accountsPresets: () => typed<Presets>(invoke('accounts_presets')),
  accountsPresetFor: (address: string) => typed<Preset | null>(invoke('accounts_preset_for', { address })),
  accountsOwnAddresses: () => typed<OwnAddressCard[]>(invoke('accounts_own_addresses')),
  accountsSendCode: (id: number, address: string, language: Language) =>
    typed<null>(invoke('accounts_send_code', { id, address, language })),
  accountsConfirmCode: (address: string, code: string) =>
    typed<null>(invoke('accounts_confirm_code', { address, code })),
  accountsForgetAddress: (address: string) => typed<null>(invoke('accounts_forget_address', { address })),
  practiceConduct: () => typed<PracticeConduct>(invoke('practice_conduct')),
  practiceSetConduct: (conduct: PracticeConduct) => typed<null>(invoke('practice_set_conduct', { conduct })),
  practiceOpenView: (search: string) => typed<ViewCard>(invoke('practice_open_view', { search })),
  practiceViewRows: (view: number, from: number, to: number) =>
    typed<PracticeMail[]>(invoke('practice_view_rows', { view, from, to })),
  practiceRead: (id: number) => typed<PracticeLetter>(invoke('practice_read', { id })),
  practiceEmpty: () => typed<number>(invoke('practice_empty')),
  renderingPreview: (document: number, person: number | null, account: number | null) =>
    typed<PreviewCard>(invoke('rendering_preview', { document, person, account })),
  windowChooseTable: () => typed<string | null>(invoke('window_choose_table')),
  windowChooseFiles: () => typed<string[]>(invoke('window_choose_files')),
  windowChooseSave: (name: string) => typed<string | null>(invoke('window_choose_save', { name })),
  importingInspect: (path: string, form: FileForm) => typed<Inspection>(invoke('importing_inspect', { path, form })),
  importingStage: (request: StageRequest) => typed<ImportCard>(invoke('importing_stage', { request })),
  importingApply: (id: number) => typed<ImportCard>(invoke('importing_apply', { import: id })),
  importingRows: (id: number, verdict: Verdict | null, from: number, count: number) =>
    typed<RowCard[]>(invoke('importing_rows', { import: id, verdict, from, count })),
  importingDecide: (id: number, which: ImportWhich, decision: Decision) =>
    typed<ImportCard>(invoke('importing_decide', { import: id, which, decision })),
  importingMend: (id: number, row: number, column: number, text: string) =>
    typed<RowCard>(invoke('importing_mend', { import: id, row, column, text })),
  importingShow: (id: number) => typed<ImportCard>(invoke('importing_show', { import: id })),
  importingDiscard: (id: number) => typed<null>(invoke('importing_discard', { import: id })),
  importingSaveRefused: (id: number, to: string, language: string) =>
    typed<number>(invoke('importing_save_refused', { import: id, to, language })),
};
