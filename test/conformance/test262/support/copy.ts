// test262 has no `package.json` that makes its files modules: the runner works on a copy beside one that does.
import { copyFileSync, linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function place(from: string, to: string): void {
	try {
		linkSync(from, to);
	} catch {
		copyFileSync(from, to);
	}
}

export function copyLanguageTests(checkout: string, folder: string): void {
	const source = join(checkout, 'test/language');
	const target = join(folder, 'language');
	mkdirSync(target, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
	for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		const copy = join(target, path.slice(source.length + 1));
		if (entry.isDirectory()) {
			mkdirSync(copy, { recursive: true });
		} else {
			mkdirSync(join(copy, '..'), { recursive: true });
			place(path, copy);
		}
	}
}
