import type { CursorFormat } from '../../core/connector/model.ts';
import { earliestWallFrom } from '../../core/local-time.ts';

/**
 * A watermark as the ERP wants it. Coarser forms are cut, never rounded up, so that nothing behind the watermark is
 * skipped; so is local time when the clock is about to be put back. Undefined when it is no time.
 */
export function formatWatermark(watermark: string, format: CursorFormat, timezone = 'UTC'): string | undefined {
  if (format === 'text') return watermark;
  const time = Date.parse(watermark);
  if (Number.isNaN(time)) return undefined;
  const iso = new Date(time).toISOString();
  switch (format) {
    case 'iso':
      return iso;
    case 'iso-seconds':
      return iso.replace(/\.\d{3}Z$/, 'Z');
    case 'date':
      return new Date(earliestWallFrom(time, timezone)).toISOString().slice(0, 10);
    case 'local':
      return new Date(earliestWallFrom(time, timezone)).toISOString().slice(0, 19).replace('T', ' ');
    case 'epoch-seconds':
      return String(Math.floor(time / 1_000));
    case 'epoch-milliseconds':
      return String(time);
  }
}
