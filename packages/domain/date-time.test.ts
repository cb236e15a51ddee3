import { expect } from "chai";
import * as fc from "fast-check";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { DateTime, toUtcIso, UtcInstant } from "./date-time.ts";

const instants = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-30T00:00:00Z"),
  noInvalidDate: true,
});

const pad = (n: number): string => String(n).padStart(2, "0");

/** The same instant written in another zone. */
const inZone = (instant: Date, offsetMinutes: number): string => {
  const local = new Date(instant.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(offsetMinutes);
  return `${local}${offsetMinutes < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
};

describe("DateTime", () => {
  for (const text of [
    "2023-12-10T22:02:38Z",
    "2023-12-10t22:02:38z",
    "2023-12-10T22:02:38.1+05:30",
    "2023-12-10T22:02:38.123456789-00:00",
    "2024-02-29T00:00:00Z",
    "2000-02-29T23:59:59+23:59",
    "0000-02-29T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
  ])
    it(`keeps ${text} as it is written`, () => {
      expect(assertRight(DateTime.decode(text))).to.equal(text);
    });

  const refused: Record<string, unknown> = {
    "30 February": "2023-02-30T00:00:00Z",
    "29 February of a common year": "2023-02-29T00:00:00Z",
    "29 February 1900": "1900-02-29T00:00:00Z",
    "31 April": "2023-04-31T00:00:00Z",
    "day 0": "2023-04-00T00:00:00Z",
    "month 0": "2023-00-10T00:00:00Z",
    "month 13": "2023-13-10T00:00:00Z",
    "24:00": "2023-12-10T24:00:00Z",
    "hour 25": "2023-12-10T25:00:00Z",
    "minute 60": "2023-12-10T22:60:00Z",
    "a leap second": "2016-12-31T23:59:60Z",
    "no zone": "2023-12-10T22:02:38",
    "a zone without a colon": "2023-12-10T22:02:38+0100",
    "a zone of hours alone": "2023-12-10T22:02:38+01",
    "a zone of 24 hours": "2023-12-10T22:02:38+24:00",
    "a zone of 60 minutes": "2023-12-10T22:02:38+01:60",
    "the typographic minus": "2023-12-10T22:02:38−01:00",
    "a zone by name": "2023-12-10T22:02:38 UTC",
    "no seconds": "2023-12-10T22:02Z",
    "a point without digits": "2023-12-10T22:02:38.Z",
    "a comma for the point": "2023-12-10T22:02:38,5Z",
    "a blank for the T": "2023-12-10 22:02:38Z",
    "a date alone": "2023-12-10",
    "a year of five digits": "12023-12-10T22:02:38Z",
    "a signed year": "+002023-12-10T22:02:38Z",
    "a blank before it": " 2023-12-10T22:02:38Z",
    "a line feed after it": "2023-12-10T22:02:38Z\n",
    "a mail's date": "Sun, 10 Dec 2023 22:02:38 GMT",
    "digits of another script": "２023-12-10T22:02:38Z",
    "a fraction that would not fit a record": `2023-12-10T22:02:38.${"0".repeat(200_000)}Z`,
    "a small number as text": "1",
    "a number": 1_702_245_758,
    null: null,
    undefined,
  };
  for (const [what, value] of Object.entries(refused))
    it(`refuses ${what}`, () => {
      assertLeft(DateTime.decode(value));
    });

  it("accepts every instant in every zone", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -1_439, max: 1_439 }), (instant, offset) => {
        const text = inZone(instant, offset);
        expect(assertRight(DateTime.decode(text))).to.equal(text);
        expect(toUtcIso(text)).to.equal(instant.toISOString());
      }),
    );
  });

  it("accepts exactly the days of each month", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 9_999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const date = new Date(Date.UTC(year, month - 1, day));
          const exists = date.getUTCMonth() === month - 1;
          const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}T12:00:00Z`;
          expect(DateTime.is(text)).to.equal(exists);
        },
      ),
    );
  });
});

describe("toUtcIso", () => {
  it("converts to UTC with milliseconds", () => {
    expect(toUtcIso("2023-12-10T22:02:38+05:30")).to.equal("2023-12-10T16:32:38.000Z");
    expect(toUtcIso("2023-12-31t23:59:59.5-00:01")).to.equal("2024-01-01T00:00:59.500Z");
  });

  it("keeps the years 0 to 99", () => {
    expect(toUtcIso("0050-06-01T00:00:00Z")).to.equal("0050-06-01T00:00:00.000Z");
  });

  it("rounds fractions of a millisecond up or down, as asked", () => {
    expect(toUtcIso("2023-12-10T22:02:38.9990001Z", "down")).to.equal("2023-12-10T22:02:38.999Z");
    expect(toUtcIso("2023-12-10T22:02:38.9990001Z", "up")).to.equal("2023-12-10T22:02:39.000Z");
    expect(toUtcIso("2023-12-10T22:02:38.9990000Z", "up")).to.equal("2023-12-10T22:02:38.999Z");
  });

  it("stays within four-digit years, so that text order remains time order", () => {
    expect(toUtcIso("0000-01-01T00:00:00+00:01")).to.equal("0000-01-01T00:00:00.000Z");
    expect(toUtcIso("9999-12-31T23:59:59.9999Z", "up")).to.equal("9999-12-31T23:59:59.999Z");
    expect(toUtcIso("9999-12-31T23:59:59-00:01")).to.equal("9999-12-31T23:59:59.999Z");
  });

  it("returns undefined for a text that is not a date-time", () => {
    expect(toUtcIso("2023-02-30T00:00:00Z")).to.equal(undefined);
  });
});

describe("UtcInstant", () => {
  it("accepts UTC with milliseconds and no other form", () => {
    expect(UtcInstant.is("2023-12-10T22:02:38.000Z")).to.equal(true);
    for (const text of ["2023-12-10T22:02:38Z", "2023-12-10T22:02:38.000z", "2023-12-10T22:02:38.000+00:00"])
      expect(UtcInstant.is(text), text).to.equal(false);
  });
});
