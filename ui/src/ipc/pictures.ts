/** Pictures of the workspace, which the shell hands out by number. */
import { convertFileSrc } from '@tauri-apps/api/core';

/** The address of a picture for an `img`; it names the same bytes for ever. */
export function pictureUrl(asset: number): string {
  return convertFileSrc(String(asset), 'asset-file');
}

/** The address of the small picture of an asset, which the core makes when it is first asked for. */
export function smallUrl(asset: number): string {
  return convertFileSrc(`small-${asset}`, 'asset-file');
}
