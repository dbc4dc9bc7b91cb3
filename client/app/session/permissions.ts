import { computed, effect, type ReadonlySignal } from '@preact/signals-core';
import type { SessionDocument } from '../../../shared/session/index.ts';
import type { DocumentDisk } from '../../disk/index.ts';
import type { Link } from '../../link/index.ts';
import type { Permission } from '../../model/index.ts';

export interface Permissions {
  /** False where the host has turned editing off for everybody else. */
  readonly isEditingOn: ReadonlySignal<boolean>;
  readonly permission: ReadonlySignal<Permission>;
  /** Applies them to the document, and notes them for a start without a relay. Returns the way to stop. */
  keep(): () => void;
}

/** Returns what this person may write, by the relay's last word. */
export function createPermissions(document: SessionDocument, disk: DocumentDisk, link: Link): Permissions {
  const isEditingOn = computed(
    () => link.standing.value?.settings.allow_editing ?? disk.metadata.value.editing,
  );
  const permission = computed<Permission>(() => {
    const role = link.role.value;
    if (role === 'viewer') return 'viewer';
    return role === 'editor' && !isEditingOn.value ? 'editing-off' : 'edit';
  });
  return {
    isEditingOn,
    permission,
    keep: () => {
      const stopDocument = effect(() => {
        document.role = link.role.value;
        document.editing = permission.value !== 'editing-off';
      });
      const stopMetadata = effect(() => {
        const editing = isEditingOn.value;
        if (disk.metadata.peek().editing !== editing)
          disk.updateMetadata(metadata => ({ ...metadata, editing }));
      });
      return () => {
        stopDocument();
        stopMetadata();
      };
    },
  };
}
