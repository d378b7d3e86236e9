import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyText, same } from '../support/observe.js';

const m = { m: 'export const a = 1, f = (...x) => x, o = { f }; export default a' };

for (const text of [
	'export const result = f(/* a */ a /* a */, // a\n a)',
	'export const result = f/* c */(a)',
	'export const result = f // c\n(a)',
	'export const result = /* c */ f /* d */ `t`',
	'export const result = ns /* c */ . /* d */ f /* e */ (ns // x\n.a)',
	'export const result = { /* c */ a /* d */ , /* e */ f }',
	'export /* c */ const /* d */ result /* e */ = a',
	'export // c\n// d\nconst result = a',
	'export /* c */ { /* d */ a /* e */ as /* f */ result /* g */ } /* h */ ; // i',
	'export /*\n*/ default /*\n*/ function /* ( */ ( /* ) */ ) { return a }',
	'export /* default */ default /* class */ class { static x = a }',
	'export default /* c */ a /* d */',
	'export const result = import /* c */ . /* d */ meta // e\n.nothing',
	'export const result = typeof /* c */ arguments // d',
	'let b = 3; export const result = [a< !--b, a<<!--b, b]',
	'let b = 3, c = 1; export const result = [c-->0, c --> 0, b]',
	"export const result = ['<!-- a', '--> a', `<!-- ${a} -->`, /<!--/.source]",
	'export const result = a\n/* --> */ /* <!-- */ // <!-- -->',
	'// only comments // -->',
	'/* */',
	'',
	'\n\n',
	'export const result = 1 /* no end of line */',
	'export const result = 1 // no end of line',
	'//# sourceMappingURL=nothing.map',
]) {
	test(`comments: ${JSON.stringify(text)}`, async () => {
		const { error } = await same(`import d, { /* c */ a, // d\n f, o } from 'm' /* e */; import /* x */ * /* y */ as ns from 'm'\n${text}`, m);
		assert.equal(error, null);
	});
}

for (const text of ['let a, b; a<!--b', '<!-- comment', '--> comment', '0\n--> comment', '/* \n */ --> comment', 'a /*\n*/ --> b']) {
	test(`no comment in a module: ${JSON.stringify(text)}`, () => assert.throws(() => bodyText(text), SyntaxError));
}

for (const [name, lineBreak] of Object.entries({ LF: '\n', CRLF: '\r\n', CR: '\r', 'line separator': '\u2028', 'paragraph separator': '\u2029' })) {
	test(`a removed declaration leaves its line breaks: ${name}`, () => {
		assert.equal(bodyText(`import {${lineBreak}a${lineBreak}} from 'm'${lineBreak}export {${lineBreak}a }${lineBreak}1`), `;${lineBreak}${lineBreak}${lineBreak};${lineBreak}${lineBreak}1`);
	});
}

test('what follows a removed declaration on its line keeps its column', () => {
	assert.equal(bodyText("import a from 'm'; a1; export const b = 1; export default class C {}"), ";                  a1;        const b = 1;                class C {}");
});

test('a hashbang is a comment', async () => {
	await same('#!/usr/bin/env node --> <!--\nexport const result = 1');
	assert.equal(bodyText('#!/x\n1'), '///x\n1');
});
