/** What reading a binding in its dead zone gives; who reads for a program makes the ReferenceError, in the program's words. */
export const UNINITIALIZED: unique symbol = Symbol('uninitialized');
