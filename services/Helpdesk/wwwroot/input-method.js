/** Whether a key belongs to an input method that puts letters together. Safari tells of the Enter that ends it only after the end, as key 229. */
export const composes = event => event.isComposing || event.keyCode === 229;
