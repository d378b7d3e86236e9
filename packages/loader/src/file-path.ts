import { fileURLToPath } from 'node:url';
import type { ModuleId } from '@hot-runtime/types';

/** The path of a module that is a file, without query and fragment; null for any other. */
export function pathOf(id: ModuleId): string | null {
	if (!id.startsWith('file:')) return null;
	try {
		return fileURLToPath(id.replace(/[?#].*$/, ''));
	} catch {
		return null;
	}
}
