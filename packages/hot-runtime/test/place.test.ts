// Where an error arose, from the many ways in which an error can say so; and the piece of text that is shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handlerPlace, importOf, importPlace, missingPlace } from '../dist/report/import-place.js';
import { caretColumn, codeFrame, frameWithLine, placeInLine, placeOf, stackOf, toPath } from '../dist/report/place.js';
import { exportedNames, mostSimilar } from '../dist/report/similar.js';

const at = (path: string, line: number, column: number) => ({ path, line, column });

test('a frame of a stack has a place, whatever stands before it and whatever its path has in it', () => {
	const frames: [line: string, place: ReturnType<typeof at>][] = [
		['    at f (file:///app/a.js:1:2)', at('/app/a.js', 1, 2)], ['    at file:///app/a.js:12:34', at('/app/a.js', 12, 34)], ['    at async file:///app/a.js:1:2', at('/app/a.js', 1, 2)],
		['    at f (/app/a.cjs:1:2)', at('/app/a.cjs', 1, 2)], ['    at /app/a.cjs:1:2', at('/app/a.cjs', 1, 2)], ['    at async f (/app/a.cjs:1:2)', at('/app/a.cjs', 1, 2)],
		['    at new Map (/app/a.js:1:2)', at('/app/a.js', 1, 2)], ['    at Object.<anonymous> (/app/a.js:1:2)', at('/app/a.js', 1, 2)], ['    at C.m [as n] (/app/a.js:1:2)', at('/app/a.js', 1, 2)],
		['    at f (/my app/a.cjs:1:2)', at('/my app/a.cjs', 1, 2)], ['    at /my app (copy)/a.cjs:1:2', at('/my app (copy)/a.cjs', 1, 2)], ['    at f (/app/(group)/a.cjs:1:2)', at('/app/(group)/a.cjs', 1, 2)],
		['    at f (file:///my%20app/(x)/a.js:1:2)', at('/my app/(x)/a.js', 1, 2)], ['    at f (file:///app/a.js?v=1#x:1:2)', at('/app/a.js', 1, 2)],
		['file:///app/a.js:7', at('/app/a.js', 7, 0)], ['/my app/a.cjs:7', at('/my app/a.cjs', 7, 0)], ['SyntaxError in /app/a.ts:3:4', at('/app/a.ts', 3, 4)], ['    at f (/app/a.js:1:2)  ', at('/app/a.js', 1, 2)],
	];
	for (const [line, place] of frames) assert.deepEqual(placeInLine(line), place, line);
	const none = [
		'', 'Error: a.js:1:2', '    at node:internal/x:1:2', '    at f (node:fs:1:2)', '    at Array.map (<anonymous>)', '    at async Promise.all (index 0)', '    at eval (eval at f (/app/a.js:1:2), <anonymous>:1:1)',
		'    at eval (eval at f (file:///app/a.js:1:2), <anonymous>:1:1)', '    at data:text/javascript,1:1:1', '    at f (/app/a.js)', '    at f (/app/a.js:x:1)', '/app/a.js:1:2 and more', '    at f (file://other-host/a.js:1:2)',
	];
	for (const line of none) assert.equal(placeInLine(line), null, line);
});

test('only a file has a path', () => {
	for (const [id, path] of [['file:///a/b.js', '/a/b.js'], ['file:///a%20b.js?x=1#y', '/a b.js'], ['/a/b.js', '/a/b.js'], ['/a?b.js', '/a?b.js'], ['/a%20b.js', '/a%20b.js']] as const) assert.equal(toPath(id), path, id);
	for (const id of ['', 'a.js', './a.js', 'node:fs', 'hot-npm:lib', 'data:text/javascript,1', 'https://example.org/a.js', 'file://host/a.js', 'file:///%2F']) assert.equal(toPath(id), null, id);
});

const withStack = (error: Error, ...lines: readonly string[]): Error => Object.defineProperty(error, 'stack', { value: [String(error), ...lines].join('\n') });

test('the program\'s own files come before those of packages, and both before none', () => {
	const error = withStack(new Error('x'), '    at f (/app/node_modules/p/a.js:1:1)', '    at g (/ours/a.js:1:1)', '    at h (/app/a.js:2:3)', '    at i (/app/b.js:4:5)');
	const isOfUser = (path: string): boolean => !path.startsWith('/ours/');
	assert.deepEqual(placeOf(error, null, isOfUser), at('/app/a.js', 2, 3));
	assert.deepEqual(placeOf(error, null, path => path.includes('node_modules')), at('/app/node_modules/p/a.js', 1, 1));
	assert.equal(placeOf(error, null, () => false), null);
	for (const other of ['text', null, undefined, { stack: error.stack }, 7]) assert.equal(placeOf(other, 'file:///app/a.js', () => true), null);
});

test('a parser says where in the module; a loader below names its file in the message; each only of that module', () => {
	const parser = Object.assign(withStack(new SyntaxError('x'), '    at f (/app/b.js:9:9)'), { line: 3, column: 0 });
	assert.deepEqual(placeOf(parser, 'file:///app/a.js', () => true), at('/app/a.js', 3, 1));
	assert.deepEqual(placeOf(Object.assign(withStack(new SyntaxError('x')), { line: 3 }), '/app/a.js', () => true), at('/app/a.js', 3, 1));
	assert.deepEqual(placeOf(parser, null, () => true), at('/app/b.js', 9, 9));
	assert.deepEqual(placeOf(Object.assign(withStack(new TypeError('x'), '    at f (/app/b.js:9:9)'), { line: 3 }), '/app/a.js', () => true), at('/app/b.js', 9, 9), 'another error\'s line may be anything');
	const loader = (message: string) => withStack(new Error(message), '    at f (/app/node_modules/esbuild/a.js:1:1)');
	assert.deepEqual(placeOf(loader('failed\n/app/a.ts:12:5: ERROR'), 'file:///app/a.ts', () => true), at('/app/a.ts', 12, 0));
	assert.deepEqual(placeOf(loader('/app/a.ts: Unexpected token'), 'file:///app/a.ts', () => true), at('/app/node_modules/esbuild/a.js', 1, 1));
	assert.deepEqual(placeOf(loader('/app/a.tsx:12:5: ERROR'), 'file:///app/a.ts', () => true), at('/app/node_modules/esbuild/a.js', 1, 1));
});

test('the column of a syntax error is read off the caret that V8 shows, if it is the same line', () => {
	const shown = (...lines: readonly string[]) => Object.defineProperty(new SyntaxError('x'), 'stack', { value: lines.join('\n') });
	const text = 'one\r\n  let a = ;\nthree';
	assert.equal(caretColumn(shown('/app/a.js:2', '  let a = ;', '          ^', '', 'SyntaxError: x'), text, 2), 11);
	assert.equal(caretColumn(shown('/app/a.js:2', '  let a = ;', '          ^^^'), text, 2), 11);
	for (const [line, ...lines] of [[1, '/app/a.js:2', '  let a = ;', '          ^'], [2, '/app/a.js:2', '  other', '   ^'], [2, '/app/a.js:2', '  let a = ;', 'SyntaxError: x ^'], [2, '/app/a.js:2'], [9, 'x', 'y', '^']] as const) assert.equal(caretColumn(shown(...lines), text, line), 0, String(lines));
});

test('a stack that throws, or is no text, is empty', () => {
	assert.equal(stackOf(Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('none for you'); } })), '');
	for (const stack of [undefined, null, 7, ['a']]) assert.equal(stackOf(Object.assign(new Error('x'), { stack })), '');
});

test('a frame has two lines before and one after, numbers of one width, and the caret under the place', () => {
	const text = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join('\n');
	assert.deepEqual(codeFrame(text, at('', 10, 3)), ['   8 | line 8', '   9 | line 9', '> 10 | line 10', '     |   ^', '  11 | line 11']);
	assert.deepEqual(codeFrame(text, at('', 1, 1)), ['> 1 | line 1', '    | ^', '  2 | line 2']);
	assert.deepEqual(codeFrame(text, at('', 12, 0)), ['  10 | line 10', '  11 | line 11', '> 12 | line 12'], 'without a column there is no caret');
	assert.deepEqual(codeFrame('a\r\nb\u2028c\rd', at('', 3, 1)), ['  1 | a', '  2 | b', '> 3 | c', '    | ^', '  4 | d'], 'each end of a line that JavaScript knows');
	for (const line of [0, -1, 13]) assert.deepEqual(codeFrame(text, at('', line, 1)), []);
	assert.deepEqual(codeFrame('', at('', 1, 1)), ['> 1 |', '    | ^']);
});

test('a line to add stands behind the last one, whether that has an end or not', () => {
	assert.deepEqual(frameWithLine('a\nb\nc\n', 'x'), ['  2 | b', '  3 | c', '+ 4 | x']);
	assert.deepEqual(frameWithLine('a\nb\nc', 'x'), ['  2 | b', '  3 | c', '+ 4 | x']);
	assert.deepEqual(frameWithLine('a\r\n', 'x'), ['  1 | a', '+ 2 | x']);
	assert.deepEqual(frameWithLine('a\n\n', 'x'), ['  1 | a', '  2 |', '+ 3 | x']);
	assert.deepEqual(frameWithLine('a\n'.repeat(9), 'x'), ['   8 | a', '   9 | a', '+ 10 | x']);
});

test('the import of a module is preferred to a mention of it', () => {
	const text = 'const a = "./x.js";\nimport.meta.hot.accept("./x.js");\n  import y from \'./x.js\';\nawait import("./x.js");';
	assert.deepEqual(importPlace('/a.js', text, name => name === './x.js'), at('/a.js', 3, 17));
	assert.deepEqual(importPlace('/a.js', 'f("./x.js");\nimport.meta.hot.accept("./x.js");', name => name === './x.js'), at('/a.js', 1, 3), 'import.meta is no import');
	for (const import_ of ['export * from "./x.js"', 'require("./x.js")', 'import "./x.js"', '} from "./x.js"', 'await import("./x.js")']) assert.equal(importPlace('/a.js', `"./x.js";\n${import_}`, name => name === './x.js')?.line, 2, import_);
	for (const none of ['', 'import "./y.js"', 'import "./x.js\n"', 'import "./x.js\'', '`./x.js`']) assert.equal(importPlace('/a.js', none, name => name === './x.js'), null, none);
});

test('an import is found by what it means, or by the name that the program knows', () => {
	const read = (texts: Readonly<Record<string, string>>) => (path: string) => texts[path] ?? null;
	const app = { '/app/src/a.js': 'import "../lib/x.js";\nimport "/app/lib/y.js";\nimport "file:///app/lib/z.js";\nimport "#alias";\nimport "lib/x.js";' };
	const line = (id: string, name: string | null = null) => importOf(id, 'file:///app/src/a.js', read(app), name)?.line;
	assert.deepEqual([line('file:///app/lib/x.js'), line('file:///app/lib/y.js'), line('file:///app/lib/z.js'), line('file:///app/q.js', '#alias')], [1, 2, 3, 4]);
	assert.deepEqual([line('file:///app/src/lib/x.js'), line('file:///app/lib/none.js'), line('node:fs')], [undefined, undefined, undefined], 'a bare name is no path');
	assert.equal(importOf('file:///app/lib/x.js', 'file:///app/gone.js', read(app)), null);
	assert.equal(importOf('file:///app/lib/x.js', 'data:text/javascript,1', read(app)), null);
});

test('the words of Node lead to the import of what it has not found', () => {
	const read = (path: string): string | null => path === '/app/a.js' ? 'import "./x.js";\nimport "lib";\nimport "@s/lib/sub";\nimport "library";' : null;
	const place = (message: string) => missingPlace(new Error(message), read)?.line ?? null;
	assert.equal(place("Cannot find module '/app/x.js' imported from /app/a.js"), 1);
	assert.equal(place("Cannot find module 'file:///app/x.js' imported from file:///app/a.js"), 1);
	assert.equal(place("Cannot find package 'lib' imported from /app/a.js"), 2);
	assert.equal(place("Cannot find package '@s/lib' imported from /app/a.js"), 3);
	assert.equal(place("Cannot find package 'libr' imported from /app/a.js"), null);
	assert.equal(place("wrapped\nCannot find package 'lib' imported from /app/a.js\nmore"), 2);
	for (const message of ["Cannot find module '/app/x.js' imported from /app/b.js", "Cannot find module '/app/x.js'", "Cannot find package 'lib' imported from a.js", '']) assert.equal(place(message), null, message);
});

test('a module is shown where it calls what the report is about', () => {
	const text = 'const { hot } = import.meta;\nhot.acceptExports("a");\nhot.addDisposeHandler(f);\nhot.status(f);\nhot.invalidate();\nhot.prune (f);\nhot.decline("./x.js");\naccept("./y.js");';
	const line = (handler: string, message = '') => handlerPlace('file:///a.js', handler, () => text, message)?.line ?? null;
	assert.deepEqual(['accept', 'dispose', 'event', 'invalidate', 'prune', 'decline', 'evaluation', 'keep', 'other'].map(handler => line(handler)), [2, 3, 4, 5, 6, 7, null, null, null]);
	assert.deepEqual([line('specifier', "'./y.js' is not found"), line('specifier', "'./x.js'"), line('specifier', "'a'"), line('specifier', "'./z.js'"), line('specifier', 'no name')], [8, 7, 2, null, null]);
	assert.equal(handlerPlace('node:fs', 'accept', () => text), null);
	assert.equal(handlerPlace('file:///a.js', 'accept', () => null), null);
});

test('a suggestion is the nearest name, a difference of case is none, and the name itself is no suggestion', () => {
	const cases: [name: string, names: readonly string[], best: string | null][] = [
		['increment', ['decrement', 'incremnt', 'increments'], 'incremnt'], ['getusername', ['getUserName', 'getusername2'], 'getUserName'], ['a', ['b'], 'b'], ['a', ['bc'], null], ['ab', ['ba'], null],
		['abcdef', ['abcxyz', 'abcdxy'], 'abcdxy'], ['abcdef', ['abcxyz'], null], ['x', [], null], ['same', ['same'], null], ['same', ['same', 'some'], 'some'], ['', ['a'], 'a'], ['add', ['sub', 'ad', 'addd'], 'ad'],
	];
	for (const [name, names, best] of cases) assert.equal(mostSimilar(name, names), best, `${name} of ${names.join()}`);
});

test('the names that a text exports are found for a suggestion', () => {
	const text = 'export const a = 1, b = 2;\nexport let $c;\nexport var d\nexport class E {}\nexport function f() {}\nexport async function g() {}\nexport function* h() {}\nexport { i, j as k, l as default , };\nexport default 1;\nexport const ünï = 1;\nexport * from "x";\nreexport const no = 1;';
	assert.deepEqual(exportedNames(text), ['a', '$c', 'd', 'E', 'f', 'g', 'h', 'i', 'k', 'default', 'default', 'ünï']);
	assert.deepEqual(exportedNames(''), []);
});
