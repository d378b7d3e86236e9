// Types of `import.meta.hot`: `import type {} from 'hot-runtime/import-meta'`, `/// <reference types="hot-runtime/import-meta" />`, or in
// tsconfig.json `"types": ["hot-runtime/import-meta"]`.
import type { Hot } from 'hot-runtime';

declare global {
	interface ImportMeta {
		/**
		 * Absent where the program runs without hot-runtime. `data` holds what the module puts there: give it a type by
		 * `const hot: Hot<{ server?: Server }> | undefined = import.meta.hot`.
		 */
		readonly hot?: Hot<Record<string, any>>;
	}
}
