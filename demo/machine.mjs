/** Measured values of the robot's machine; what it cannot measure is left out. */
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';

const THERMAL = '/sys/class/thermal';
const POWER = '/sys/class/power_supply';

const list = (folder) => {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not Linux, or a container
  }
};

const read = (file) => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
};

const temperatureFile = list(THERMAL)
  .filter((name) => name.startsWith('thermal_zone'))
  .map((name) => path.join(THERMAL, name, 'temp'))
  .find(read);

const batteryFile = list(POWER)
  .filter((name) => read(path.join(POWER, name, 'type')) === 'Battery')
  .map((name) => path.join(POWER, name, 'voltage_now'))
  .find(read);

/** A value of /sys, in a unit that people use; undefined where there is none. */
const scaled = (file, divisor) => {
  const value = Number(file && read(file));
  return Number.isFinite(value) && file ? Math.round((value / divisor) * 10) / 10 : undefined;
};

/** Reads them. JSON leaves out those that are undefined. */
export const readMachine = () => ({
  uptimeSeconds: Math.floor(process.uptime()),
  cpuLoad: process.platform === 'win32' ? undefined : Math.round(loadavg()[0] * 100) / 100,
  memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
  temperatureCelsius: scaled(temperatureFile, 1e3),
  batteryVolts: scaled(batteryFile, 1e6),
});
