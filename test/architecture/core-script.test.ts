import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../support/nodes.js';

interface CoreScript {
	withCoreAsScript(texts: ReadonlyMap<string, string>, shell: string): ReadonlyMap<string, string>;
}

const { withCoreAsScript } = await import(pathToFileURL(join(root, 'scripts/core-script.mjs')).href) as CoreScript;

const filesOf = (core: string, locals: string): ReadonlyMap<string, string> => new Map([
	['shared-core.js', `${core}\nexport { ${locals} };\n`],
	['enter.js', 'export { a as enter } from "./shared-core.js";'],
	['own-code.js', 'export { b as ownCodeCompiled } from "./shared-core.js";'],
	['other.js', 'import { a as enter } from "./shared-core.js";\nexport { enter as same };'],
]);

const shell = `const { readFileSync } = process.getBuiltinModule("node:fs");
function runCore({ meta, importModule, namespaces }) { return (0, eval)(readFileSync(new URL("./core.js", meta.url), "latin1"))(meta, importModule, namespaces); }
export { runCore };
`;

test('the script of the core does what the module did, on the same lines, and is ASCII', async t => {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hot-runtime-core-')));
	t.after(() => rmSync(folder, { recursive: true }));
	const core = [
		'import * as nativeNamespace from "node:module"; import module, { isBuiltin as is } from "node:module";',
		'const arrow = `→ ${"µ"}`, note = "import(x), import.meta.url";',
		'function enter() { return [arrow, note, import.meta.url, import("./late.js"), nativeNamespace.default === module && is("fs"), (function () { return this; })()]; }',
		'var ownCodeCompiled = class ownCodeCompiled {}; const line = new Error().stack.split(/\\n/)[1];',
	].join('\n');
	const files = withCoreAsScript(filesOf(core, 'enter as a, ownCodeCompiled as b, line as c'), shell);
	assert.deepEqual([...files.keys()].sort(), ['core.js', 'enter.js', 'other.js']);
	writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
	writeFileSync(join(folder, 'late.js'), 'export const late = 1;');
	for (const [name, text] of files) {
		assert.equal(Buffer.byteLength(text), text.length, name);
		writeFileSync(join(folder, name), text);
	}
	const url = (name: string): string => pathToFileURL(join(folder, name)).href;
	const made = await import(url('enter.js')) as { enter(): readonly unknown[]; a: unknown; c: string };
	const [arrow, note, at, late, isSame, self] = made.enter();
	assert.deepEqual([arrow, note, at, isSame, self], ['→ µ', 'import(x), import.meta.url', url('enter.js'), true, undefined]);
	assert.deepEqual({ ...await late as object }, { late: 1 });
	assert.match(made.c, /:4:/);
	assert.equal((await import(url('other.js')) as { same: unknown }).same, made.enter);
});

test('what the core exports may not change, for who imports it has the value of when the script ran', () => {
	assert.throws(() => withCoreAsScript(filesOf('let a1 = 1; const b1 = 2;', 'a1 as a, b1 as b'), shell), /a1 is exported by the core and may change/);
});
