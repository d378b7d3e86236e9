import assert from 'node:assert/strict';
import test from 'node:test';
import { jsonModuleSource } from '../dist/json-module.js';

/** What the body gives for its default export, before and after its turn, in so many evaluations. */
function evaluate(text: string, times = 1): readonly unknown[] {
	const { code } = jsonModuleSource(text, 'file:///a.json');
	return Array.from({ length: times }, () => {
		let read: () => unknown = () => 'nothing was declared';
		const body = ((0, eval)(code) as (hot: object) => Generator)({ declare: ([first]: readonly (() => unknown)[]) => { read = first ?? read; } });
		body.next();
		assert.ok(body.next().done);
		return read();
	});
}

test('the value is the one default export', () => {
	const { localExports, requests, indirectExports, starExports, hasTLA } = jsonModuleSource('{}', 'file:///a.json');
	assert.deepEqual(localExports.map(({ exportName }) => exportName), ['default']);
	assert.deepEqual([requests, indirectExports, starExports, hasTLA], [[], [], [], false]);
});

test('every text that JSON allows is told in the body as it is', () => {
	for (const text of ['null', ' [1, 2.50, -0] ', '{"a":{"b":"\\u2028\\" \\\\ `${x}`"}}', '"\u2028\u2029"', '"*/"', '{"__proto__": 1}', '\t{\r\n}\n']) {
		assert.deepEqual(evaluate(text), [JSON.parse(text)], text);
	}
});

test('each evaluation makes a fresh value', () => {
	const [first, second] = evaluate('{"a":[]}', 2);
	assert.deepEqual(first, second);
	assert.notEqual(first, second);
});

test('a text that does not parse throws the error of JSON.parse, with the path in front or the URL where there is none', () => {
	const messageOf = (text: string): string => {
		try {
			JSON.parse(text);
			return '';
		} catch (error) {
			return error instanceof Error ? error.message : '';
		}
	};
	for (const text of ['', '{', '{"a":}', 'undefined', "{'a':1}"]) {
		assert.throws(() => jsonModuleSource(text, 'file:///folder%20of/a.json'), { name: 'SyntaxError', message: `/folder of/a.json: ${messageOf(text)}` });
		assert.throws(() => jsonModuleSource(text, 'data:application/json,x'), { name: 'SyntaxError', message: `data:application/json,x: ${messageOf(text)}` });
	}
});
