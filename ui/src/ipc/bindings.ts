// Written by hand in the form that the exporter uses, until it exists: what the window asks of the shell.
import { invoke } from '@tauri-apps/api/core';

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
  synced_folder: boolean;
};
export type Undone = { action: number; label: Message };
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
  jobsList: () => typed<JobCard[]>(invoke('jobs_list')),
  jobsCancel: (job: number) => typed<null>(invoke('jobs_cancel', { job })),
  jobsDismiss: (job: number) => typed<null>(invoke('jobs_dismiss', { job })),
};
