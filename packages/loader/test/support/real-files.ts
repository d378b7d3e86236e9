// ES modules of the packages that this repository installs.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const store = fileURLToPath(new URL('../../../../node_modules/.pnpm/', import.meta.url));

export interface RealFile {
	readonly name: string;
	readonly text: string;
}

/** Up to `count` of them, none larger than `maximum` bytes, always the same ones. */
export function realFiles(count: number, maximum: number): readonly RealFile[] {
	const files: RealFile[] = [];
	for (const entry of readdirSync(store, { recursive: true }).map(String).sort()) {
		if (files.length === count) break;
		if (!/\.m?js$/.test(entry)) continue;
		const path = join(store, entry);
		const { size } = statSync(path);
		if (size > maximum || size < 500) continue;
		const text = readFileSync(path, 'utf8');
		if (/^(?:import|export)\b/m.test(text)) files.push({ name: entry, text });
	}
	return files;
}
