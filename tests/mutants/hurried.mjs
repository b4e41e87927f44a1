// Loaded before a program that is hurried: it says how long it would sleep, in the place of sleeping.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

timers.setTimeout = async (milliseconds) => {
  console.error(`sleeps ${milliseconds / 1000} s`);
};
syncBuiltinESMExports();
Math.random = () => 0.5;
