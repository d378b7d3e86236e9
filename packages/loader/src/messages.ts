// Every text of this package that a person reads. Built nowhere else.

export const textIsEmpty = (id: string): string => `${id} is empty`;

/** Put behind Node's own words. */
export const howToRunTypeScript = (): string => '. This Node does not strip types; a loader can: node --import tsx --import hot-runtime/register';
