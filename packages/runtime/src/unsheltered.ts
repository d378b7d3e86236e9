// For a host whose programs leave the built-ins as they are.
import type { Shelter } from '@hot-runtime/types';

export const unsheltered: Shelter = {
	inside: (act) => act(),
	outside: (act) => act(),
};
