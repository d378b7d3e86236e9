// Removes compiled files whose source is gone: a deleted test must not run, and a deleted module must not be packed.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compiledFolders } from './projects.mjs';

const compiled = /\.(?:d\.)?([cm]?)[jt]s(?:\.map)?$/;

for (const { source, output } of compiledFolders()) {
	if (!existsSync(output)) continue;
	for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		const extension = compiled.exec(entry.name);
		if (!entry.isFile() || extension === null) continue;
		const original = join(source, relative(output, path).replace(compiled, `.${extension[1]}ts`));
		if (!existsSync(original)) rmSync(path);
	}
}
