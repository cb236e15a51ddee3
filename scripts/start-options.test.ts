import { expect } from "chai";
import { deployedNames } from "../infra/config/environments.ts";
import { help, parseStartOptions } from "./start-options.ts";

describe("parseStartOptions", () => {
  it("has a default for everything", () => {
    expect(parseStartOptions([])).to.deep.equal({
      port: 3000,
      awsPort: 4566,
      environment: "local",
      auth: "none",
      corsOrigin: undefined,
      issuerPort: 4567,
      dataDirectory: undefined,
      speed: 1,
      outputsFile: undefined,
      logFile: undefined,
      json: false,
      stackFile: undefined,
      inspect: undefined,
    });
  });

  it("takes every option that the help names", () => {
    const common = [
      "--port=0",
      "--aws-port=1",
      "--data=d",
      "--speed=2.5",
      "--inspect=f",
      "--inspect-port=2",
      "--outputs=o",
      "--log-file=l",
      "--json",
    ];
    const inspect = { functionName: "f", port: 2 };
    const parsed = {
      port: 0,
      awsPort: 1,
      dataDirectory: "d",
      speed: 2.5,
      inspect,
      outputsFile: "o",
      logFile: "l",
      json: true,
    };
    const other = [...common, "--env=prod", "--stack-file=s"];
    expect(parseStartOptions(other)).to.deep.equal({
      ...parsed,
      environment: "prod",
      auth: "stack",
      corsOrigin: undefined,
      issuerPort: 4567,
      stackFile: "s",
    });
    const local = [...common, "--auth=jwt", "--issuer-port=0", "--cors-origin=http://localhost:5173"];
    expect(parseStartOptions(local)).to.deep.equal({
      ...parsed,
      environment: "local",
      auth: "jwt",
      corsOrigin: "http://localhost:5173",
      issuerPort: 0,
      stackFile: undefined,
    });
    for (const option of [...other, ...local]) expect(help).to.include(option.split("=")[0]);
    expect(parseStartOptions(["--help"])).to.equal("help");
  });

  for (const [option, value] of [
    ["port", "70000"],
    ["aws-port", "x"],
    ["aws-port", ""],
    ["speed", "0"],
    ["speed", "fast"],
    ["env", "production"],
    ["data", ""],
    ["stack-file", " "],
    ["outputs", ""],
    ["log-file", ""],
    ["auth", "open"],
    ["auth", ""],
    ["cors-origin", ""],
    ["cors-origin", "localhost:5173"],
    ["cors-origin", "http://localhost:5173/"],
    ["inspect", ""],
    ["inspect-port", "1"],
  ] as const)
    it(`refuses --${option}=${value} and names the option`, () => {
      expect(() => parseStartOptions([`--${option}=${value}`])).to.throw(`--${option}: expected`);
    });

  it("refuses a negative number after an option with the range that it is out of", () => {
    expect(() => parseStartOptions(["--port", "-1"])).to.throw("--port: expected a port, 0–65535");
    expect(() => parseStartOptions(["--speed", "-3"])).to.throw("--speed: expected a number from 1 to 10000");
    expect(() => parseStartOptions(["--aws-port", "1", "-2"])).to.throw("-2");
  });

  for (const auth of ["none", "iam", "jwt"])
    it(`lets ${auth} be chosen for the local stack and for no other`, () => {
      expect(parseStartOptions(["--auth", auth])).to.include({ auth });
      expect(parseStartOptions(["--auth", auth, "--env", "local"])).to.include({ auth });
      for (const other of [...deployedNames.map((name) => `--env=${name}`), "--stack-file=s"])
        expect(() => parseStartOptions(["--auth", auth, other])).to.throw("--auth: expected only with");
    });

  it("lets one website's pages in to the local stack alone, and never those of all", () => {
    const website = "--cors-origin=http://localhost:5173";
    for (const other of ["--env=prod", "--stack-file=s"])
      expect(() => parseStartOptions([website, other])).to.throw(
        "--cors-origin: expected only with --env local",
      );
    expect(() => parseStartOptions(["--cors-origin=*"])).to.throw("--cors-origin: expected one website; ");
  });

  it("refuses a port for an issuer that is not started, and one that is none", () => {
    for (const args of [[], ["--auth=none"], ["--auth=iam"], ["--env=dev"]])
      expect(() => parseStartOptions([...args, "--issuer-port=1"])).to.throw("--issuer-port: expected only");
    expect(() => parseStartOptions(["--auth=jwt", "--issuer-port=x"])).to.throw(
      "--issuer-port: expected a port",
    );
  });

  for (const args of [["--prot", "1"], ["stray"]])
    it(`refuses ${args.join(" ")}`, () => {
      expect(() => parseStartOptions(args)).to.throw(args[0] ?? "");
    });
});
