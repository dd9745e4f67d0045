/** Whether a number that Amazon lists can stand in an id: letters and digits, as in its shipping operations. */
export const isOrderNumber = (text: string): boolean => /^[a-zA-Z0-9]{1,50}$/.test(text);
