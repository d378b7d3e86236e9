import assert from 'node:assert/strict';
import test from 'node:test';
import { originalCoverage, type CompiledText, type ScriptCoverage } from '../dist/coverage/original-coverage.js';
import { sourceMapEntry } from '../dist/coverage/source-map-entry.js';

const text = 'const f = () => g(1);\nf();';
const prefix = '(function*(hot$,g){yield;\n';
const code = `${prefix}const f = () => (0,g.$)(1);\nf();\n})`;
const url = 'file:///a.js';
const compiled: CompiledText = { codeLength: code.length, prefixLength: prefix.length, origin: { text, edits: [[16, 17, '(0,g.$)'.length]] } };

const range = (startOffset: number, endOffset: number, count = 1) => ({ startOffset, endOffset, count });
const func = (functionName: string, ...ranges: ReturnType<typeof range>[]) => ({ functionName, ranges, isBlockCoverage: true });

function script(scriptId: string, ...functions: ReturnType<typeof func>[]): ScriptCoverage {
	return { scriptId, url, functions: [func('', range(0, code.length)), func('', range(1, code.length - 1)), ...functions] };
}

const at = (piece: string, from = code): number => from.indexOf(piece);

test('functions and blocks are counted where the text has them', () => {
	const arrow = func('f', range(at('() =>'), at(';\nf')), range(at('(0,'), at('(1)'), 0));
	assert.deepEqual(originalCoverage([script('5', arrow)], new Map([[url, compiled]])), [{
		scriptId: '5', url, functions: [
			func('', range(0, text.length)),
			func('f', range(text.indexOf('() =>'), text.indexOf(';\nf')), range(text.indexOf('g(1'), text.indexOf('(1)'), 0)),
		],
	}]);
});

test('functions and blocks of ours are left out', () => {
	const ofPrefix = func('', range(12, 15));
	const inserted = func('hot$', range(at('(0,'), at('(1)')));
	const [mended] = originalCoverage([script('5', ofPrefix, inserted)], new Map([[url, compiled]]));
	assert.deepEqual(mended?.functions, [func('', range(0, text.length))]);
});

test('of several scripts with one URL the newest code counts, and a facade does not', () => {
	const facade: ScriptCoverage = { scriptId: '2', url, functions: [func('', range(0, 300))] };
	const scripts = originalCoverage([facade, script('9'), script('10'), script('7')], new Map([[url, compiled]]));
	assert.deepEqual(scripts.map(({ scriptId }) => scriptId), ['10']);
});

test('what Node runs by itself is as V8 counted it, but for the code that has it run', () => {
	const own: ScriptCoverage = { scriptId: '3', url, functions: [func('', range(0, 40))] };
	assert.deepEqual(originalCoverage([own, script('4')], new Map([[url, { ...compiled, origin: null }]])), [own]);
	assert.deepEqual(originalCoverage([own], new Map()), [own]);
});

test('a map in a text is noted as Node notes it', () => {
	const map = { version: 3, sources: ['a.ts'], mappings: 'AAAA', names: [] };
	const inline = `1;\n22;\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
	const entry = sourceMapEntry(inline, 'file:///b/a.ts');
	assert.deepEqual(entry?.lineLengths.slice(0, 2), [2, 3]);
	assert.deepEqual(entry.data, { ...map, sources: ['file:///b/a.ts'], sourceRoot: '' });
	assert.equal(sourceMapEntry('1;', url), null);
});
