import type * as t from '@babel/types';

/** [BoundNames](https://tc39.es/ecma262/#sec-static-semantics-boundnames) of a declaring pattern. */
export function boundNames(pattern: t.Node): string[] {
	switch (pattern.type) {
		case 'Identifier': return [pattern.name];
		case 'ObjectPattern': return pattern.properties.flatMap(boundNames);
		case 'ObjectProperty': return boundNames(pattern.value);
		case 'ArrayPattern': return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
		case 'AssignmentPattern': return boundNames(pattern.left);
		case 'RestElement': return boundNames(pattern.argument);
		default: return [];
	}
}
