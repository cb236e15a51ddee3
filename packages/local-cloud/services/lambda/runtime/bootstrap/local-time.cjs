// The function's time-outs by time in which it could have been answered: on AWS the other side has machines of its own,
// here it shares this one. While an invocation runs, a tick comes for each 100 ms in which the starter got to run.
"use strict";
const net = require("node:net");
const timers = require("node:timers");

const tickMs = 100;
/** What is shorter is a pause between two attempts and no time-out. ms. */
const shortestMs = 1000;
const isTimeOut = (ms) => ms >= shortestMs && ms < 2 ** 31;

/** Milliseconds so far. What is neither is waiting for a processor. */
const readUse = () => {
  const { user, system } = process.threadCpuUsage();
  return { idle: performance.eventLoopUtilization().idle, cpu: (user + system) / 1000 };
};

/**
 * However many ticks have come since the process last ran, they stand for one of waiting. What the function computes
 * counts in full, as it takes that long on AWS, too. The answer is what the starter counts the function's own time-out by.
 */
exports.makeLocalTime = (lifeline, use = readUse) => {
  let now = 0;
  let counted = use();
  let due = 0;
  const ran = () => {
    const before = counted;
    counted = use();
    return Math.min(counted.idle - before.idle, tickMs) + counted.cpu - before.cpu;
  };
  lifeline.on("data", () => {
    due += ran();
    const ticks = Math.min(Math.floor(due / tickMs), 255);
    due -= ticks * tickMs;
    now += ticks * tickMs;
    lifeline.write(Buffer.of(ticks));
  });
  return {
    now: () => now,
    /** What was before is no longer counted. */
    beginInvocation: () => void ran(),
  };
};

/** Real timers that look at the local time every 100 ms: all that Node's own can do, such as `unref`, they can. */
exports.makeSetTimeout = (setTimeout, now) => {
  const setLocalTimeout = (callback, ms, ...args) => {
    if (!isTimeOut(ms)) return setTimeout(callback, ms, ...args);
    let start = now();
    const look = () => {
      // The first tick comes sooner than a whole one.
      if (now() - start >= Number(ms) + tickMs) callback.apply(timeout, args);
      else lookAgain();
    };
    const timeout = setTimeout(look, tickMs);
    const lookAgain = timeout.refresh.bind(timeout);
    timeout.refresh = () => {
      start = now();
      return lookAgain();
    };
    return timeout;
  };
  // For one, what `promisify` makes of it.
  return Object.defineProperties(setLocalTimeout, Object.getOwnPropertyDescriptors(setTimeout));
};

/** Without a callback it is the agent's, for a connection that nobody uses: it stays in step with the server's. */
exports.makeSocketSetTimeout = (setTimeout, now) => {
  const watches = new WeakMap();
  return function setLocalTimeout(ms, callback) {
    clearInterval(watches.get(this));
    if (callback === undefined || !isTimeOut(ms)) return setTimeout.call(this, ms, callback);
    setTimeout.call(this, 0);
    this.timeout = ms;
    this.once("timeout", callback);
    let bytes;
    let since;
    const watch = setInterval(() => {
      const transferred = this.bytesRead + this.bytesWritten;
      if (transferred !== bytes) [bytes, since] = [transferred, now()];
      if (!this.destroyed && now() - since < ms) return;
      clearInterval(watch);
      if (!this.destroyed) this.emit("timeout");
    }, tickMs).unref();
    watches.set(this, watch);
    return this;
  };
};

const makeAbortTimeout = (setTimeout) => (ms) => {
  const controller = new AbortController();
  const reason = new DOMException("The operation was aborted due to timeout", "TimeoutError");
  setTimeout(() => controller.abort(reason), ms).unref();
  return controller.signal;
};

/** For all code that is loaded later. */
exports.useLocalTime = ({ now }) => {
  globalThis.setTimeout = timers.setTimeout = exports.makeSetTimeout(timers.setTimeout, now);
  net.Socket.prototype.setTimeout = exports.makeSocketSetTimeout(net.Socket.prototype.setTimeout, now);
  AbortSignal.timeout = makeAbortTimeout(globalThis.setTimeout);
};
