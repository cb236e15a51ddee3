// Numbers as people read them.
const whole = new Intl.NumberFormat("en-US");

/** `12,345` */
export const formatCount = (value: number): string => whole.format(value);

/** Events per second: `0`, `0.3`, `48` */
export const formatRate = (perSecond: number): string =>
  perSecond === 0 || perSecond >= 9.95 ? String(Math.round(perSecond)) : perSecond.toFixed(1);
