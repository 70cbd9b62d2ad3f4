/**
 * The parts that all desks are built of. A part knows no desk, no frame and no ipc; its values come from `tokens.css`,
 * its few own words from the catalogue (`parts.*`).
 *
 * How they are used:
 * - One `primary` Button a screen, `send` only for what leaves the machine; a Button that cannot be pressed gets
 *   its reason in `off` and stays reachable.
 * - `Bar` is a desk's head (title, or crumbs and `here`); below it `.cols` with the list and an `aside.insp`.
 * - `ListPage` is a desk that is one list: bar, tools, rows or what stands in their place, foot.
 * - `Finder` searches a list and says how many it has; its arrow leads into the list.
 * - `PickList` chooses from what typed words narrow, in a dialog; `PaperPage` is a page as it is printed.
 * - `VirtualTable` for whatever may be long, `table.tbl` for what never is.
 * - Figures that add up are a `Sum`; a delivery's state is a `StateMark` with its word.
 * - What is carried by the pointer is `carrying` and shown by `Carried`; whatever can be carried can be put there without it too.
 * - `Empty` says what belongs here, `Skeleton` waits 300 ms, `ProblemCard` shows a core problem as it is.
 * - Layout classes (`.desk .bar .cols .insp .kv .head .tag .note .footbar .status`) are in `base.css`.
 */
export { default as Address } from './Address.svelte';
export { default as Bar } from './Bar.svelte';
export { default as Button } from './Button.svelte';
export { default as Carried } from './Carried.svelte';
export { default as Check } from './Check.svelte';
export { default as Chip } from './Chip.svelte';
export { default as DateField } from './DateField.svelte';
export { default as Dialog } from './Dialog.svelte';
export { default as DropTarget } from './DropTarget.svelte';
export { default as Empty } from './Empty.svelte';
export { default as Field } from './Field.svelte';
export { default as Finder } from './Finder.svelte';
export { default as Found } from './Found.svelte';
export { default as FormDialog } from './FormDialog.svelte';
export { default as HoursFields } from './HoursFields.svelte';
export { default as Icon } from './Icon.svelte';
export { default as ListPage } from './ListPage.svelte';
export { default as MailFrame } from './MailFrame.svelte';
export { default as Menu } from './Menu.svelte';
export { default as Meter } from './Meter.svelte';
export { default as PaperPage } from './PaperPage.svelte';
export { default as PickList } from './PickList.svelte';
export { default as ProblemCard } from './ProblemCard.svelte';
export { default as Segmented } from './Segmented.svelte';
export { default as Select } from './Select.svelte';
export { default as Skeleton } from './Skeleton.svelte';
export { default as Stages } from './Stages.svelte';
export { default as StateMark } from './StateMark.svelte';
export { default as Sum } from './Sum.svelte';
export { default as Tabs } from './Tabs.svelte';
export { default as TimeField } from './TimeField.svelte';
export { default as VirtualTable } from './VirtualTable.svelte';
export { carrying, type Target } from './carrying.svelte';
export { composing } from './composing';
export { isMuted, letters } from './letters.svelte';
export type { IconName } from './icons';
export type { Column } from './VirtualTable.svelte';
export type { Item } from './Menu.svelte';
export type { Part } from './Sum.svelte';
