// Imported to see under which names this Node offers what CommonJS exports.
export {};
