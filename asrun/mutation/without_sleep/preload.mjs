// Node.js loads this before a program: it then says how long it would sleep, instead of sleeping.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

timers.setTimeout = async (milliseconds) => {
  console.error(`sleeps ${milliseconds / 1000} s`);
};
syncBuiltinESMExports();
Math.random = () => 0.5;
